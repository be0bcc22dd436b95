package io.serai.dialect.contract;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What requests and answers mean, apart from what dialects are free to say in different ways. */
final class Meaning {

    /**
     * What a request means.
     *
     * @param items what was said in order, neighbours of one kind joined: {@code user: text}, {@code call tool_0 {...}} ...
     */
    record Asked(String system, List<String> items, List<String> tools, boolean stream) {}

    /** What an answer means. */
    record Answered(
            String text,
            String reasoning,
            List<String> calls,
            @Nullable FinishReason reason,
            long in,
            long out) {}

    private Meaning() {}

    static Asked of(ChatRequest request) {
        StringBuilder system = new StringBuilder();
        List<String> items = new ArrayList<>();
        Map<String, Integer> calls = new HashMap<>();
        for (Message message : request.messages()) {
            if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
                system.append(bare(message.text()));
                continue;
            }
            boolean result = message.role() == Role.TOOL;
            String who = result
                    ? "result of call " + calls.get(message.toolCallId())
                    : message.role() == Role.USER ? "user" : "assistant";
            for (Part part : message.parts()) {
                switch (part) {
                    case Part.Text text -> say(items, who, bare(text.text()));
                    case Part.Image image -> items.add(who + " shows " + image.url());
                    case Part.Reasoning reasoning -> say(items, who + " thinks", bare(reasoning.text()));
                    default -> items.add(who + " " + part);
                }
            }
            for (ToolCall call : message.toolCalls()) {
                calls.put(call.id(), calls.size());
                items.add("call " + call.name() + ' '
                        + Json.parse(call.arguments().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return new Asked(
                system.toString(),
                items,
                request.tools().stream().map(Meaning::tool).toList(),
                request.stream());
    }

    private static void say(List<String> items, String who, String text) {
        String head = who + ": ";
        if (!items.isEmpty() && items.getLast().startsWith(head) && !who.startsWith("result")) {
            items.add(items.removeLast() + text);
        } else if (!text.isEmpty()) {
            items.add(head + text);
        }
    }

    private static String tool(Tool tool) {
        return tool.name() + ": " + bare(tool.description()) + ' ' + sorted(tool.parameters());
    }

    static Answered of(ChatResponse answer) {
        Choice choice = answer.choices().getFirst();
        List<String> calls = new ArrayList<>();
        for (ToolCall call : choice.message().toolCalls()) {
            String arguments = call.arguments().isEmpty() ? "{}" : call.arguments();
            calls.add(call.name() + ' ' + sorted(Json.parse(arguments.getBytes(StandardCharsets.UTF_8))));
        }
        Usage usage = answer.usage();
        return new Answered(
                choice.message().text(),
                choice.message().reasoning(),
                calls,
                choice.finishReason(),
                usage == null ? -1 : usage.inputTokens(),
                usage == null ? -1 : usage.outputTokens());
    }

    /** The parameters in one way of saying them. */
    static Map<String, Object> parameters(ChatRequest request) {
        Map<String, Object> parameters = new LinkedHashMap<>(request.parameters());
        Object limit = parameters.remove("max_completion_tokens");
        if (limit != null) {
            parameters.put("max_tokens", limit);
        }
        if (parameters.get("stop") instanceof String stop) {
            parameters.put("stop", List.of(stop));
        }
        parameters.remove("stream_options");
        parameters.replaceAll(
                (name, value) -> value instanceof Number number ? (Object) number.doubleValue() : sorted(value));
        return parameters;
    }

    /** Joining and trimming texts differ from dialect to dialect in white space. */
    private static String bare(String text) {
        return text.replaceAll("\\s+", "");
    }

    /** The same whatever the order of the fields. */
    private static String sorted(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, String> fields = new java.util.TreeMap<>();
                map.forEach((name, inner) -> fields.put(String.valueOf(name), sorted(inner)));
                yield fields.toString();
            }
            case List<?> list -> list.stream().map(Meaning::sorted).toList().toString();
            case null -> "null";
            default -> value.toString();
        };
    }
}
