package io.serai.ingress;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.Traits;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/** Gives requests and answers as JSON to steps that want text or bytes of them, such as a file, a log or a message. */
public final class AsJson {
    private final ClientDialect requests;
    private final ServerDialect answers;

    /**
     * @param requests the dialect in which requests are written
     * @param answers the same, for answers
     */
    public AsJson(ClientDialect requests, ServerDialect answers) {
        this.requests = requests;
        this.answers = answers;
    }

    /** Tells Camel how. */
    public void register(TypeConverterRegistry converters) {
        ChatRequest asked = ChatRequest.ofPrompt("");
        EmbeddingRequest embedded = new EmbeddingRequest("openai", "", List.of(), Map.of());
        add(
                converters,
                ChatRequest.class,
                chat -> requests.writeChat(chat, Traits.NONE).body());
        add(converters, ChatResponse.class, chat -> answers.writeChat(chat, asked));
        add(
                converters,
                EmbeddingRequest.class,
                texts -> requests.writeEmbedding(texts).body());
        add(converters, EmbeddingResponse.class, vectors -> answers.writeEmbedding(vectors, embedded));
    }

    private static <T> void add(TypeConverterRegistry converters, Class<T> type, Function<T, byte[]> json) {
        add(converters, byte[].class, type, json);
        add(converters, InputStream.class, type, it -> new ByteArrayInputStream(json.apply(it)));
        add(converters, String.class, type, it -> new String(json.apply(it), StandardCharsets.UTF_8));
    }

    private static <T> void add(
            TypeConverterRegistry converters, Class<?> to, Class<T> from, Function<T, ? extends Object> conversion) {
        converters.addTypeConverter(
                to,
                from,
                new SimpleTypeConverter(
                        true,
                        // What a stopped route leaves is no answer, and must not become one.
                        (wanted, exchange, value) -> exchange != null && exchange.isRouteStop()
                                ? null
                                : conversion.apply(from.cast(value))));
    }
}
