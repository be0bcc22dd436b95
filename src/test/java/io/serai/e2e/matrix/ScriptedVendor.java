package io.serai.e2e.matrix;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.Inbound;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.RecordedRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A vendor that says in its dialect what the test has told it to say. */
final class ScriptedVendor extends FakeVendor {
    private final Answerer dialect;
    private volatile @Nullable ChatResponse whole;
    private volatile List<ChatResponse> pieces = List.of();
    private volatile @Nullable ChatException failure;
    private volatile @Nullable ChatRequest asked;

    ScriptedVendor(Answerer dialect) {
        this.dialect = dialect;
    }

    String base() {
        return root() + dialect.base();
    }

    Answerer dialect() {
        return dialect;
    }

    void says(ChatResponse answer, List<ChatResponse> asPieces) {
        whole = answer;
        pieces = asPieces;
        failure = null;
    }

    void fails(ChatException why) {
        failure = why;
    }

    /** What it was asked last. */
    ChatRequest asked() {
        ChatRequest request = asked;
        if (request == null) {
            throw new AssertionError("it was not asked");
        }
        return request;
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        String[] address = request.path().split("\\?", 2);
        ChatRequest chat = dialect.read(new Inbound(
                URLDecoder.decode(address[0], StandardCharsets.UTF_8),
                query(address.length > 1 ? address[1] : ""),
                request.headers(),
                request.bytes()));
        asked = chat;
        ChatException error = failure;
        if (error != null) {
            return Answer.json(error.status(), text(dialect.error(error)));
        }
        ChatResponse answer = whole;
        if (answer == null) {
            throw new IllegalStateException("nothing to say");
        }
        if (!chat.stream()) {
            return Answer.json(200, text(dialect.whole(answer, chat)));
        }
        return Answer.stream(dialect.stream(pieces, chat).stream()
                        .map(ScriptedVendor::text)
                        .filter(event -> !event.isEmpty())
                        .toList())
                .with("content-type", dialect.streamType());
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return query;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
