package io.serai.dialect.responses;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.Counts;
import io.serai.dialect.Fields;
import io.serai.dialect.Inbound;
import io.serai.dialect.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests in the form of OpenAI's Responses to canonical ones. */
final class RequestReader {
    /** What only a vendor that keeps answers and runs tools of its own can do something with, and what needs no word either way. */
    private static final List<String> IDLE = List.of("store", "include", "stream_options", "background");

    /** What an {@code include} says that wants to know how likely each token was. */
    private static final String LOGPROBS = "message.output_text.logprobs";

    private RequestReader() {}

    /** @param tree stays as it is */
    static ChatRequest chat(Inbound in, Map<String, Object> tree) {
        Fields body = Fields.of(copy(tree));
        refuseWhatNeedsAStore(body);
        String model = body.text("model");
        boolean stream = body.truth("stream");
        List<Message> messages = new ArrayList<>();
        String instructions = body.text("instructions");
        if (!instructions.isEmpty()) {
            messages.add(Message.of(Role.SYSTEM, instructions));
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        Offered offered = Offered.of(tree);
        messages.addAll(InputReader.read(body, offered, in.namesTemplate(model), parameters));
        List<Tool> tools = Tools.read(body, offered, parameters);
        parameters(body, parameters);
        if (stream) {
            parameters.put("stream_options", Map.of("include_usage", true));
        }
        return new ChatRequest(
                ResponsesServer.NAME,
                model.isBlank() ? ChatRequest.AUTO : model,
                messages,
                tools,
                stream,
                parameters,
                Original.of(ResponsesServer.NAME, tree));
    }

    private static void refuseWhatNeedsAStore(Fields body) {
        for (String name : List.of("previous_response_id", "conversation")) {
            if (body.has(name)) {
                throw new MalformedException(
                        "'" + name
                                + "' needs a store of answers, and none is configured: this server keeps no"
                                + " conversation. Send the whole of it in 'input', the items of earlier answers"
                                + " included",
                        name);
            }
            body.drop(name);
        }
    }

    private static void parameters(Fields body, Map<String, Object> parameters) {
        boolean weighed = body.peek("include") instanceof List<?> wanted && wanted.contains(LOGPROBS);
        // Who asks for an answer in the background gets it at once, and is told so.
        boolean background = Boolean.TRUE.equals(body.peek("background"));
        IDLE.forEach(body::drop);
        if (background) {
            parameters.put("background", true);
        }
        move(body, "temperature", parameters, "temperature", Number.class, "a number");
        move(body, "top_p", parameters, "top_p", Number.class, "a number");
        move(body, "max_output_tokens", parameters, "max_tokens", Number.class, "a whole number");
        count(body, "max_output_tokens", parameters.get("max_tokens"));
        move(body, "parallel_tool_calls", parameters, "parallel_tool_calls", Boolean.class, "true or false");
        move(body, "user", parameters, "user", String.class, "text");
        move(body, "metadata", parameters, "metadata", Map.class, "an object");
        move(body, "top_logprobs", parameters, "top_logprobs", Number.class, "a whole number");
        count(body, "top_logprobs", parameters.get("top_logprobs"));
        if (parameters.get("top_logprobs") instanceof Number most && most.intValue() > 0) {
            weighed = true;
        } else {
            parameters.remove("top_logprobs");
        }
        if (weighed) {
            parameters.put("logprobs", true);
        }
        Fields reasoning = body.object("reasoning");
        if (reasoning != null) {
            String effort = reasoning.text("effort");
            if (!effort.isEmpty()) {
                parameters.put("reasoning_effort", effort);
            }
            // Summaries of thoughts come wherever a vendor shows any.
            List.of("summary", "generate_summary").forEach(reasoning::drop);
            unknown(reasoning, parameters);
        }
        Fields text = body.object("text");
        if (text != null) {
            text(text, parameters);
            unknown(text, parameters);
        }
        if (!"auto".equals(body.peek("truncation"))) {
            body.drop("truncation");
        }
        // The writers sort out the rest.
        body.rest().forEach((name, value) -> {
            if (value != null) {
                parameters.putIfAbsent(name, value);
            }
        });
    }

    /** What is left over of an object, so that those who write other dialects name it. */
    private static void unknown(Fields object, Map<String, Object> parameters) {
        object.rest().forEach((name, value) -> {
            if (value != null) {
                parameters.putIfAbsent(object.at(name), value);
            }
        });
    }

    private static void text(Fields text, Map<String, Object> parameters) {
        String verbosity = text.text("verbosity");
        if (!verbosity.isEmpty()) {
            parameters.put("verbosity", verbosity);
        }
        Fields format = text.object("format");
        if (format == null) {
            return;
        }
        String type = format.text("type");
        if (type.isEmpty()) {
            throw format.missing("type", "text, json_object or json_schema");
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("type", type);
        switch (type) {
            case "text" -> {
                return;
            }
            case "json_object" -> {}
            case "json_schema" -> told.put("json_schema", format.rest());
            default -> {
                parameters.put(format.at(type).replace('.', ' '), true);
                return;
            }
        }
        parameters.put("response_format", told);
    }

    private static void count(Fields body, String name, @Nullable Object value) {
        if (value != null && (!Counts.isWhole(value) || Counts.isBelow(value, 0))) {
            throw body.wrong(name, Counts.words(0), value);
        }
    }

    private static void move(
            Fields body, String from, Map<String, Object> parameters, String to, Class<?> kind, String words) {
        Object value = body.take(from);
        if (value == null) {
            return;
        }
        if (!kind.isInstance(value)) {
            throw body.wrong(from, words, value);
        }
        parameters.put(to, value);
    }

    /** All of it anew, so that it may be taken apart. */
    static Map<String, Object> copy(Map<?, ?> tree) {
        Map<String, Object> copy = new LinkedHashMap<>();
        tree.forEach((name, value) -> copy.put(String.valueOf(name), copyOf(value)));
        return copy;
    }

    private static @Nullable Object copyOf(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> copy(map);
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(copyOf(item)));
                yield items;
            }
            case null, default -> value;
        };
    }
}
