package io.serai.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for a chat answer, in no vendor's form.
 *
 * @param dialect the dialect it was written in, whose words the unknown fields are
 * @param model what the client asked for: {@code auto}, a task, a pool, an alias, {@code provider/model} or a bare model name
 * @param messages the conversation, oldest first
 * @param tools what the model may call
 * @param stream whether the client wants the answer piece by piece
 * @param parameters everything else, in OpenAI's names ({@code temperature}, {@code max_tokens}, {@code response_format} ...),
 *     with the fields that Serai does not know. Values are what JSON gives: text, {@link Number}, {@link Boolean}, null,
 *     {@link List}, {@link Map}
 * @param original what it was read from, where the dialect's own words say more than this record; null where they do not, or
 *     something was changed since
 */
public record ChatRequest(
        String dialect,
        String model,
        List<Message> messages,
        List<Tool> tools,
        boolean stream,
        Map<String, Object> parameters,
        @Nullable Original original)
        implements Request {

    /** The model name that asks Serai to choose. */
    public static final String AUTO = "auto";

    /** A request of which this record says all. */
    public ChatRequest(
            String dialect,
            String model,
            List<Message> messages,
            List<Tool> tools,
            boolean stream,
            Map<String, Object> parameters) {
        this(dialect, model, messages, tools, stream, parameters, null);
    }

    /** A request with one user message. */
    public static ChatRequest ofPrompt(String prompt) {
        return new ChatRequest("openai", AUTO, List.of(Message.of(Role.USER, prompt)), List.of(), false, Map.of());
    }

    @Override
    public ChatRequest withModel(String other) {
        return new ChatRequest(dialect, other, messages, tools, stream, parameters, original);
    }

    /** The same request, answered in pieces or whole. */
    public ChatRequest withStream(boolean inPieces) {
        return new ChatRequest(dialect, model, messages, tools, inPieces, parameters, original);
    }

    /** The same request with other messages. */
    public ChatRequest withMessages(List<Message> others) {
        return new ChatRequest(dialect, model, others, tools, stream, parameters);
    }

    /** The same request with other parameters. */
    public ChatRequest withParameters(Map<String, Object> others) {
        return new ChatRequest(dialect, model, messages, tools, stream, others);
    }

    /** Whether any message shows an image. */
    public boolean hasImages() {
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.Image) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a stream shall end with a piece with the usage ({@code stream_options.include_usage}). */
    public boolean wantsUsageInStream() {
        return parameters.get("stream_options") instanceof Map<?, ?> options
                && Boolean.TRUE.equals(options.get("include_usage"));
    }

    /** Whether the answer must be JSON, by {@code response_format}. */
    public boolean wantsJson() {
        return parameters.get("response_format") instanceof Map<?, ?> format
                && format.get("type") instanceof String type
                && type.startsWith("json");
    }
}
