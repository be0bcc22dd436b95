package io.serai.cache;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Request;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a request, as a digest: the model asked for and all that changes the answer, in canonical form. It does not depend
 * on the client's dialect where the canonical form says all, on the order of members, on defaults that are written out, nor on what is
 * about the transport.
 */
final class RequestKey {
    /** What does not change what an answer says. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "stream",
            "stream_options",
            "metadata",
            "store",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "cache_control",
            "keep_alive",
            "encoding_format");

    /**
     * Defaults by OpenAI's reference, for those who write them out.
     *
     * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">Create chat completion</a>
     */
    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry("n", 1),
            Map.entry("temperature", 1),
            Map.entry("top_p", 1),
            Map.entry("presence_penalty", 0),
            Map.entry("frequency_penalty", 0),
            Map.entry("logprobs", false),
            Map.entry("parallel_tool_calls", true),
            Map.entry("response_format", Map.of("type", "text")),
            Map.entry("logit_bias", Map.of()),
            Map.entry("modalities", List.of("text")),
            Map.entry("service_tier", "auto"),
            Map.entry("strict", false),
            Map.entry("description", ""),
            Map.entry("detail", "auto"),
            // The same in the words of Responses and Gemini.
            Map.entry("background", false),
            Map.entry("truncation", "disabled"),
            Map.entry("format", Map.of("type", "text")),
            Map.entry("responseMimeType", "text/plain"));

    /** Anthropic's form of a choice that OpenAI writes as a word. */
    private static final Map<String, Object> AUTO = Map.of("type", "auto");

    /** Members of requests in other dialects whose meaning the canonical form has, so that nothing else of them matters. */
    private static final Set<String> PLAIN = Set.of(
            "model",
            "messages",
            "role",
            "content",
            "text",
            "system",
            "max_tokens",
            "temperature",
            "top_p",
            "stop_sequences",
            "contents",
            "parts",
            "generationConfig",
            "maxOutputTokens",
            "topP",
            "topK",
            "top_k",
            "candidateCount",
            "presencePenalty",
            "presence_penalty",
            "frequencyPenalty",
            "frequency_penalty",
            "stopSequences",
            "systemInstruction",
            "options",
            "num_predict",
            "stop",
            "seed",
            "prompt",
            "input",
            "serai.input",
            "instructions",
            "max_output_tokens");

    private static final Set<String> PLAIN_TYPES = Set.of("text", "message", "input_text", "output_text");

    /** Headers of an original that make no other request of it. */
    private static final Set<String> ABOUT_TRANSPORT = Set.of("alt", "anthropic-version", "client", "kept");

    private final Fingerprint digest = new Fingerprint();

    private RequestKey() {}

    /**
     * @param tenant whose answers it may get; empty for everybody's
     * @param task what the client says that it is for; empty if nothing
     */
    static String of(String tenant, String task, Request request) {
        RequestKey key = new RequestKey();
        key.digest.add(tenant).add(task);
        switch (request) {
            case ChatRequest chat -> key.add(chat);
            case EmbeddingRequest embedding -> key.add(embedding);
        }
        return key.digest.text();
    }

    /** For a request that its client names, whatever stands in it. */
    static String named(String tenant, String name) {
        return new Fingerprint().add("idempotency-key").add(tenant).add(name).text();
    }

    private void add(ChatRequest chat) {
        digest.add("chat").add(chat.model()).add(chat.messages().size());
        chat.messages().forEach(this::add);
        digest.add(chat.tools().size());
        for (Tool tool : chat.tools()) {
            digest.add(tool.name())
                    .add(tool.description())
                    .add(tool.parameters())
                    .add(told(tool.extras()));
        }
        parameters(chat.parameters(), !chat.tools().isEmpty());
        original(chat.dialect(), chat.original());
    }

    private void add(EmbeddingRequest embedding) {
        digest.add("embedding").add(embedding.model()).add(embedding.input());
        parameters(embedding.parameters(), false);
        original(embedding.dialect(), embedding.original());
    }

    private void parameters(Map<String, Object> all, boolean tools) {
        // In the order of their names, as the digest has the members of an object.
        Map<String, Object> said = new TreeMap<>();
        boolean both = all.containsKey("max_tokens");
        all.forEach((name, value) -> {
            Object meant = meant(name, value, tools);
            if (meant != null) {
                said.put(name.equals("max_completion_tokens") && !both ? "max_tokens" : name, meant);
            }
        });
        digest.add(said);
    }

    /** A value without which it would be another request; null if it would not. */
    private static @Nullable Object meant(String name, @Nullable Object value, boolean tools) {
        if (value == null || WITHOUT_EFFECT.contains(name) || isDefault(name, value, tools)) {
            return null;
        }
        return name.equals("stop") && value instanceof String one ? List.of(one) : value;
    }

    private static boolean isDefault(String name, Object value, boolean tools) {
        if (name.equals("tool_choice")) {
            return value.equals("auto") || value.equals(AUTO) || (!tools && value.equals("none"));
        }
        Object usual = DEFAULTS.get(name);
        return usual instanceof Number number && value instanceof Number said
                ? Fingerprint.canonical(said).equals(Fingerprint.canonical(number))
                : value.equals(usual) || (value instanceof List<?> list && list.isEmpty());
    }

    private void add(Message message) {
        digest.add(message.role().name()).add(message.parts().size());
        message.parts().forEach(this::add);
        digest.add(message.toolCalls().size());
        for (ToolCall call : message.toolCalls()) {
            digest.add(call.id()).add(call.name()).add(call.arguments()).add(call.extras());
        }
        digest.add(told(message.extras()));
    }

    private void add(Part part) {
        switch (part) {
            case Part.Text text -> digest.add("text").add(text.text()).add(told(text.extras()));
            case Part.Image image ->
                digest.add("image")
                        .add(image.url())
                        .add(meant("detail", image.detail(), false))
                        .add(told(image.extras()));
            case Part.Reasoning thought ->
                digest.add("reasoning")
                        .add(thought.text())
                        .add(
                                thought.signature() == null
                                        ? null
                                        : thought.signature().value());
            case Part.Refusal refusal -> digest.add("refusal").add(refusal.text());
            case Part.Other other -> digest.add("other").add(other.fields());
        }
    }

    /** Fields without those that say nothing. */
    private static Map<String, Object> told(Map<String, Object> fields) {
        if (fields.isEmpty()) {
            return fields;
        }
        Map<String, Object> told = new TreeMap<>(fields);
        // OpenAI's tools have their fields one level deeper.
        if (told.get("function") instanceof Map<?, ?> function) {
            Map<String, Object> inner = new TreeMap<>();
            function.forEach((name, value) -> inner.put(String.valueOf(name), value));
            Map<String, Object> said = told(inner);
            told.put("function", said.isEmpty() ? List.of() : said);
        }
        told.entrySet().removeIf(field -> meant(field.getKey(), field.getValue(), true) == null);
        return told;
    }

    /** Whether the canonical form says all that an original does. */
    static boolean isPlain(@Nullable Original original) {
        return original == null || (isPlain(original.tree()) && isPlainlySent(original));
    }

    private void original(String dialect, @Nullable Original original) {
        if (original == null || isPlain(original)) {
            digest.add("");
            return;
        }
        digest.add(dialect).add(told(original.tree())).add(original.headers());
    }

    private static boolean isPlainlySent(Original original) {
        for (Map.Entry<String, String> header : original.headers().entrySet()) {
            boolean says = !header.getValue().isEmpty() && !header.getValue().equals("false");
            if (says && !ABOUT_TRANSPORT.contains(header.getKey())) {
                return false;
            }
        }
        return original.essential().isEmpty();
    }

    private static boolean isPlain(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list.stream().allMatch(item -> isPlain((@Nullable Object) item));
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    String name = String.valueOf(member.getKey());
                    boolean known = PLAIN.contains(name) && isPlain(member.getValue())
                            || meant(name, member.getValue(), false) == null
                            || (name.equals("type") && PLAIN_TYPES.contains(String.valueOf(member.getValue())));
                    if (!known) {
                        yield false;
                    }
                }
                yield true;
            }
            case null, default -> true;
        };
    }
}
