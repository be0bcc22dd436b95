package io.serai.dialect.completions;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Role;
import io.serai.dialect.Counts;
import io.serai.dialect.Fields;
import io.serai.dialect.MalformedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Completion requests to canonical ones: one prompt, said by the user. */
final class RequestReader {
    static final String ECHO = "echo";
    private static final String PROMPTS = "text, or a list with one text";

    private static final Map<String, Class<?>> KINDS = Map.of(
            "temperature", Number.class,
            "top_p", Number.class,
            "presence_penalty", Number.class,
            "frequency_penalty", Number.class,
            "max_tokens", Number.class,
            "n", Number.class,
            "seed", Number.class,
            "logit_bias", Map.class,
            "user", String.class,
            "stream_options", Map.class);

    /** The least that counts may be. */
    private static final Map<String, Integer> LEAST = Map.of("max_tokens", -1, "n", 1, "logprobs", 0);

    private RequestReader() {}

    static ChatRequest chat(Fields body) {
        String model = body.text("model");
        boolean stream = body.truth("stream");
        String prompt = prompt(body);
        Original original = Original.of(CompletionsServer.NAME, body.truth(ECHO) ? Map.of(ECHO, prompt) : Map.of());
        if (!body.text("suffix").isEmpty()) {
            throw new MalformedException(
                    "'suffix' asks to fill in a gap, which models that chat cannot do; put both ends into the prompt, or leave it out",
                    "suffix");
        }
        body.drop("suffix");
        if (body.take("best_of") instanceof Number best && best.intValue() != 1) {
            throw new MalformedException(
                    "'best_of' must be 1: vendors no longer choose among answers that nobody sees; use 'n'", "best_of");
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        LEAST.forEach((name, least) -> {
            Object value = body.peek(name);
            if (value instanceof Number && (!Counts.isWhole(value) || Counts.isBelow(value, least))) {
                throw body.wrong(name, Counts.words(least), value);
            }
        });
        if (Counts.isUnbounded(body.peek("max_tokens"))) {
            body.drop("max_tokens");
        }
        Object logprobs = body.take("logprobs");
        if (logprobs instanceof Number most) {
            parameters.put("logprobs", true);
            parameters.put("top_logprobs", most);
        }
        body.rest().forEach((name, value) -> {
            Class<?> kind = KINDS.get(name);
            if (value != null && kind != null && !kind.isInstance(value)) {
                throw body.wrong(name, words(kind), value);
            }
            if (value != null) {
                parameters.put(name, value);
            }
        });
        return new ChatRequest(
                CompletionsServer.NAME,
                model.isBlank() ? ChatRequest.AUTO : model,
                List.of(Message.of(Role.USER, prompt)),
                List.of(),
                stream,
                parameters,
                original);
    }

    private static String words(Class<?> kind) {
        return kind == Number.class ? "a number" : kind == String.class ? "text" : "an object";
    }

    private static String prompt(Fields body) {
        Object prompt = body.take("prompt");
        if (prompt == null) {
            throw body.missing("prompt", PROMPTS);
        }
        if (prompt instanceof String text) {
            return text;
        }
        if (prompt instanceof List<?> list && list.size() == 1 && list.getFirst() instanceof String text) {
            return text;
        }
        if (prompt instanceof List<?> list && list.size() > 1 && list.getFirst() instanceof String) {
            throw new MalformedException(
                    "'prompt' holds " + list.size() + " texts, and each request may have one; send a request for each",
                    "prompt");
        }
        if (prompt instanceof List<?> list && !list.isEmpty()) {
            throw new MalformedException(
                    "'prompt' holds token numbers, which mean something else to each model; send text", "prompt");
        }
        throw body.wrong("prompt", PROMPTS, prompt);
    }
}
