package io.serai.dialect;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks in words for an answer that is JSON, of vendors that have no other way to be asked, or none for a schema. */
public final class JsonInWords {
    /** The parameter that asks for it otherwise. */
    public static final String FORMAT = "response_format";

    private static final String SCHEMA = "json_schema";

    private JsonInWords() {}

    /** The schema that a request wants its answer to fit; null if it names none. */
    public static @Nullable Map<?, ?> schema(ChatRequest request) {
        return request.parameters().get(FORMAT) instanceof Map<?, ?> format
                        && format.get(SCHEMA) instanceof Map<?, ?> named
                        && named.get("schema") instanceof Map<?, ?> schema
                ? schema
                : null;
    }

    /** What to say to the model. */
    public static String words(@Nullable Map<?, ?> schema) {
        return schema == null
                ? "Answer with nothing but one JSON object."
                : "Answer with nothing but JSON that fits this JSON schema:\n"
                        + new String(Json.write(schema), StandardCharsets.UTF_8);
    }

    /**
     * The request with words in its system prompt in place of a format.
     *
     * @param object whether the vendor can be asked for JSON of any form, and is
     */
    public static ChatRequest ask(ChatRequest request, boolean object, Notes notes) {
        Map<?, ?> schema = schema(request);
        Map<String, Object> parameters = new LinkedHashMap<>(request.parameters());
        if (object) {
            parameters.put(FORMAT, Map.of("type", "json_object"));
        } else {
            parameters.remove(FORMAT);
        }
        String asked = schema == null ? "json_object" : SCHEMA;
        notes.adjust(FORMAT, asked, (object ? "json_object and " : "") + "words in the system prompt");
        notes.formatInWords();
        return new ChatRequest(
                request.dialect(),
                request.model(),
                instructed(request.messages(), words(schema)),
                request.tools(),
                request.stream(),
                parameters);
    }

    private static List<Message> instructed(List<Message> messages, String words) {
        List<Message> turns = new ArrayList<>(messages);
        Message first = turns.isEmpty() ? null : turns.getFirst();
        boolean system = first != null && (first.role() == Role.SYSTEM || first.role() == Role.DEVELOPER);
        if (first == null || !system) {
            turns.addFirst(Message.of(Role.SYSTEM, words));
            return turns;
        }
        List<Part> parts = new ArrayList<>(first.parts());
        boolean bare = parts.size() == 1
                && parts.getFirst() instanceof Part.Text text
                && text.extras().isEmpty();
        if (bare) {
            parts.set(0, new Part.Text(first.text() + "\n\n" + words, true, Map.of()));
        } else {
            parts.add(new Part.Text("\n\n" + words, false, Map.of()));
        }
        turns.set(0, new Message(first.role(), parts, first.toolCalls(), first.extras()));
        return turns;
    }
}
