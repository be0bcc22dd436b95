package io.serai.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.ClientGoneException;
import io.serai.chat.ClientWishes;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.openai.OpenAiServer;
import io.vertx.core.Vertx;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpReplyTest {
    private static final ServerDialect DIALECT = new OpenAiServer();

    @Test
    void aStreamWhoseClientLeftBeforeTheFirstPieceSaysSo() throws Exception {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try {
            int port = vertx.createHttpServer()
                    .requestHandler(request -> {
                        HttpReply reply =
                                new HttpReply(vertx, request.response(), DIALECT, Call.of(ClientWishes.NONE), Map.of());
                        reply.stream(DIALECT.events(ChatRequest.ofPrompt("hello")), Duration.ZERO);
                        request.connection().closeHandler(closed -> {
                            try {
                                reply.accept(new ChatResponse("", 0, "m", List.of(), null, Map.of()));
                                thrown.complete(new AssertionError("written to nobody"));
                            } catch (RuntimeException e) {
                                thrown.complete(e);
                            }
                        });
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .actualPort();
            try (Socket client = new Socket("127.0.0.1", port)) {
                client.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(ClientGoneException.class);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
