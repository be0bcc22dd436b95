package io.serai.demo.simulator;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.ResponseCollector;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.RetryHints;
import io.serai.dialect.Traits;
import io.serai.dialect.VendorErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Serai's own client of a dialect, without what else Serai does. */
final class Client {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ClientDialect dialect;
    private final String url;
    private String key = "good";

    Client(String dialect, String url) {
        this.dialect = Dialects.CLIENTS.stream()
                .filter(one -> one.name().equals(dialect))
                .findFirst()
                .orElseThrow();
        this.url = url;
    }

    Client with(String other) {
        key = other;
        return this;
    }

    static ChatRequest prompt() {
        return ChatRequest.ofPrompt("Why is the sky blue?").withModel("small");
    }

    HttpResponse<byte[]> chat(ChatRequest request) throws IOException {
        return post(dialect.writeChat(request, Traits.NONE));
    }

    HttpResponse<byte[]> post(Payload payload) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + payload.path()))
                .POST(BodyPublishers.ofByteArray(payload.body()))
                .timeout(Duration.ofSeconds(20));
        payload.headers().forEach(request::setHeader);
        return send(request);
    }

    HttpResponse<byte[]> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url + path)));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        if (!key.isEmpty()) {
            switch (dialect.name()) {
                case "anthropic" -> request.setHeader("x-api-key", key);
                case "gemini" -> request.setHeader("x-goog-api-key", key);
                default -> request.setHeader("authorization", "Bearer " + key);
            }
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The pieces of an answer, until it is complete. */
    List<ChatResponse> read(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    response.statusCode() + ": " + new String(response.body(), StandardCharsets.UTF_8));
        }
        AnswerReader reader = dialect.readChat(new ByteArrayInputStream(response.body()));
        List<ChatResponse> pieces = new ArrayList<>();
        for (ChatResponse piece = reader.next(); piece != null; piece = reader.next()) {
            pieces.add(piece);
        }
        return pieces;
    }

    static ChatResponse whole(List<ChatResponse> pieces) {
        ResponseCollector collector = new ResponseCollector();
        pieces.forEach(collector::add);
        return collector.whole();
    }

    EmbeddingResponse embed(String... texts) throws IOException {
        EmbeddingRequest request = new EmbeddingRequest("openai", "small", List.of((Object[]) texts), Map.of());
        HttpResponse<byte[]> response = post(dialect.writeEmbedding(request));
        return dialect.readEmbedding(new ByteArrayInputStream(response.body()));
    }

    VendorErrorException error(HttpResponse<byte[]> response) {
        return dialect.readError(response.statusCode(), headers(response), response.body());
    }

    static Map<String, String> headers(HttpResponse<?> response) {
        Map<String, String> headers = new TreeMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return headers;
    }

    /** How long a refusal asks to wait. */
    static @Nullable Duration wait(HttpResponse<byte[]> response, Instant now) {
        return RetryHints.read(headers(response), json(response), now);
    }

    static @Nullable Object json(HttpResponse<byte[]> response) {
        try {
            return Json.parse(response.body());
        } catch (MalformedException e) {
            return null;
        }
    }
}
