package io.serai.dialect;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The kind of a JSON request, by its fields: in which client dialect it is written, and whether it asks for vectors. Where the shape leaves it
 * open, it is OpenAI's.
 *
 * @param dialect its name
 * @param vectors whether it asks for vectors
 */
public record RequestShape(String dialect, boolean vectors) {
    private static final String OPENAI = "openai";
    private static final RequestShape OPENAI_CHAT = new RequestShape(OPENAI, false);

    /** Fields that Responses has, and requests for vectors have not. */
    private static final Set<String> RESPONSES = Set.of(
            "instructions",
            "max_output_tokens",
            "text",
            "reasoning",
            "previous_response_id",
            "conversation",
            "store",
            "truncation",
            "include",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "temperature",
            "top_p",
            "stream",
            "background",
            "max_tool_calls");

    private static final Set<String> OLLAMA = Set.of("options", "keep_alive", "think");
    private static final Set<String> GENERATE =
            Set.of("options", "keep_alive", "think", "system", "raw", "images", "template", "context", "format");
    private static final Set<String> ANTHROPIC = Set.of(
            "system",
            "stop_sequences",
            "thinking",
            "anthropic_version",
            "anthropic_beta",
            "output_config",
            "output_format",
            "mcp_servers",
            "container");

    /** Fields that OpenAI's chat has, and Anthropic's messages have not. */
    private static final Set<String> CHAT = Set.of(
            "max_completion_tokens",
            "response_format",
            "n",
            "seed",
            "stop",
            "presence_penalty",
            "frequency_penalty",
            "logprobs",
            "logit_bias",
            "reasoning_effort",
            "stream_options");

    /** Kinds of blocks that only Anthropic's messages have. */
    private static final Set<String> BLOCKS =
            Set.of("tool_use", "tool_result", "image", "document", "thinking", "redacted_thinking");

    /** The shape of a request that was read. */
    public static RequestShape of(Map<?, ?> request) {
        return of(Fields.of(request));
    }

    /** The shape of a request; OpenAI's chat if it cannot be read, whose reader says why. */
    public static RequestShape of(byte[] json) {
        try {
            return of(Json.parseObject(json));
        } catch (MalformedException e) {
            return OPENAI_CHAT;
        }
    }

    /**
     * The shape of a request whose dialect is known.
     *
     * @param dialect its name
     */
    public static RequestShape of(byte[] json, String dialect) {
        RequestShape shape = of(json);
        return new RequestShape(dialect, shape.vectors && !dialect.equals("responses"));
    }

    private static RequestShape of(Fields request) {
        if (request.has("messages")) {
            return new RequestShape(conversation(request), false);
        }
        if (request.has("contents")) {
            return new RequestShape("gemini", false);
        }
        if (request.has("input")) {
            return input(request);
        }
        if (request.has("prompt")) {
            return new RequestShape(any(request, GENERATE) ? "ollama-generate" : "completions", false);
        }
        boolean content = request.peek("content") instanceof Map || request.peek("requests") instanceof List;
        return content ? new RequestShape("gemini", true) : OPENAI_CHAT;
    }

    private static RequestShape input(Fields request) {
        boolean items = request.peek("input") instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(Map.class::isInstance);
        if (items || any(request, RESPONSES)) {
            return new RequestShape("responses", false);
        }
        boolean ollama = any(request, OLLAMA) || request.peek("truncate") instanceof Boolean;
        return new RequestShape(ollama ? "ollama" : OPENAI, true);
    }

    private static String conversation(Fields request) {
        List<?> messages = request.peek("messages") instanceof List<?> list ? list : List.of();
        if (any(request, OLLAMA) || request.has("format") || someMessage(messages, RequestShape::isOllamas)) {
            return "ollama";
        }
        boolean claude = request.peek("model") instanceof String model
                && model.substring(model.lastIndexOf('/') + 1).startsWith("claude")
                && request.has("max_tokens")
                && !any(request, CHAT)
                && someMessage(messages, message -> true)
                && !someMessage(messages, RequestShape::isChats);
        boolean anthropic = claude
                || any(request, ANTHROPIC)
                || someMessage(messages, RequestShape::isAnthropics)
                || (request.peek("tools") instanceof List<?> tools
                        && tools.stream()
                                .anyMatch(it -> it instanceof Map<?, ?> tool && tool.containsKey("input_schema")));
        return anthropic ? "anthropic" : OPENAI;
    }

    private static boolean isOllamas(Map<?, ?> message) {
        boolean images = message.get("images") instanceof List;
        return images
                || message.get("thinking") instanceof String
                || (message.get("tool_calls") instanceof List<?> calls
                        && calls.stream()
                                .anyMatch(it -> it instanceof Map<?, ?> call
                                        && call.get("function") instanceof Map<?, ?> function
                                        && function.get("arguments") instanceof Map));
    }

    /** Roles and fields that Anthropic's messages do not have. */
    private static boolean isChats(Map<?, ?> message) {
        return !("user".equals(message.get("role")) || "assistant".equals(message.get("role")))
                || message.containsKey("tool_calls")
                || message.get("content") instanceof List<?> parts
                        && parts.stream()
                                .anyMatch(it -> it instanceof Map<?, ?> part && "image_url".equals(part.get("type")));
    }

    private static boolean isAnthropics(Map<?, ?> message) {
        return message.get("content") instanceof List<?> blocks
                && blocks.stream()
                        .anyMatch(it -> it instanceof Map<?, ?> block
                                && block.get("type") instanceof String type
                                && BLOCKS.contains(type));
    }

    private static boolean someMessage(List<?> messages, Predicate<Map<?, ?>> what) {
        return messages.stream().anyMatch(it -> it instanceof Map<?, ?> message && what.test(message));
    }

    private static boolean any(Fields request, Set<String> names) {
        return names.stream().anyMatch(request::has);
    }
}
