package io.serai.dialect.cohere;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.MalformedException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One answer in Cohere's form, whole or event by event, to a canonical one. The plan for the tools is read as thoughts; citations stay as they
 * are, in a field of the message.
 */
final class Answers {
    private static final String CITATIONS = "citations";

    private String id = "";
    private int calls;
    private boolean done;

    /** Whether the last event has come. */
    boolean done() {
        return done;
    }

    ChatResponse whole(Map<?, ?> answer) {
        Errors.throwIfAny(answer, "message");
        if (!(answer.get("message") instanceof Map<?, ?> message)) {
            throw new MalformedException("The answer has no message", "message");
        }
        List<Part> parts = new ArrayList<>(2);
        think(parts, message.get("tool_plan"));
        say(parts, message.get("content"));
        List<ToolCall> called = new ArrayList<>();
        if (message.get("tool_calls") instanceof List<?> items) {
            items.forEach(item -> called.add(call(item)));
        }
        Map<String, Object> extras = message.get(CITATIONS) instanceof List<?> cited && !cited.isEmpty()
                ? Map.of(CITATIONS, cited)
                : Map.of();
        FinishReason reason = FinishReasons.of(text(answer, "finish_reason"), calls > 0);
        done = true;
        return new ChatResponse(
                text(answer, "id"),
                0,
                text(answer, "model"),
                List.of(new Choice(0, new Message(Role.ASSISTANT, parts, called, extras), reason, Map.of())),
                Usages.read(answer.get("usage")),
                Map.of());
    }

    /** One event; null if there is nothing in it. */
    @Nullable
    ChatResponse event(Map<?, ?> event) {
        Map<?, ?> delta = event.get("delta") instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> message = delta.get("message") instanceof Map<?, ?> map ? map : Map.of();
        switch (text(event, "type")) {
            case "message-start" -> {
                id = text(event, "id");
                return null;
            }
            case "content-start", "content-delta" -> {
                List<Part> parts = new ArrayList<>(1);
                say(parts, message.get("content"));
                return piece(parts, List.of(), Map.of(), null);
            }
            case "tool-plan-delta" -> {
                List<Part> parts = new ArrayList<>(1);
                think(parts, message.get("tool_plan"));
                return piece(parts, List.of(), Map.of(), null);
            }
            case "tool-call-start" -> {
                return piece(List.of(), List.of(call(one(message.get("tool_calls")))), Map.of(), null);
            }
            case "tool-call-delta" -> {
                return piece(List.of(), List.of(more(one(message.get("tool_calls")))), Map.of(), null);
            }
            case "citation-start" -> {
                Object cited = message.get(CITATIONS);
                return piece(
                        List.of(),
                        List.of(),
                        cited instanceof Map ? Map.of(CITATIONS, List.of(cited)) : Map.of(),
                        null);
            }
            case "message-end" -> {
                done = true;
                return piece(List.of(), List.of(), Map.of(), FinishReasons.of(text(delta, "finish_reason"), calls > 0));
            }
            default -> {
                Errors.throwIfAny(event, "delta");
                return null;
            }
        }
    }

    private @Nullable ChatResponse piece(
            List<Part> parts, List<ToolCall> called, Map<String, Object> extras, @Nullable FinishReason reason) {
        if (parts.isEmpty() && called.isEmpty() && extras.isEmpty() && reason == null) {
            return null;
        }
        Choice choice = new Choice(0, new Message(Role.ASSISTANT, parts, called, extras), reason, Map.of());
        return new ChatResponse(id, 0, "", List.of(choice), null, Map.of());
    }

    /** A part, a list of them, or in some answers a bare text. */
    private static void say(List<Part> parts, @Nullable Object content) {
        switch (content) {
            case String text when !text.isEmpty() -> parts.add(new Part.Text(text, true, Map.of()));
            case List<?> items -> items.forEach(item -> say(parts, item));
            case Map<?, ?> part -> {
                think(parts, part.get("thinking"));
                if (part.get("text") instanceof String text) {
                    say(parts, text);
                }
            }
            case null, default -> {}
        }
    }

    private static void think(List<Part> parts, @Nullable Object thoughts) {
        if (thoughts instanceof String text && !text.isEmpty()) {
            parts.add(new Part.Reasoning(text, Part.Reasoning.FIELD));
        }
    }

    /** The calls come one after another, each of them from its start to its end. */
    private ToolCall call(@Nullable Object item) {
        Map<?, ?> call = item instanceof Map<?, ?> map ? map : Map.of();
        String told = text(call, "id");
        ToolCall begun = more(call);
        return new ToolCall(
                calls++,
                told.isEmpty()
                        ? "call_"
                                + HexFormat.of()
                                        .toHexDigits(ThreadLocalRandom.current().nextLong())
                        : told,
                begun.name(),
                begun.arguments(),
                Map.of());
    }

    private ToolCall more(@Nullable Object item) {
        Map<?, ?> function =
                item instanceof Map<?, ?> call && call.get("function") instanceof Map<?, ?> map ? map : Map.of();
        return new ToolCall(Math.max(0, calls - 1), "", text(function, "name"), text(function, "arguments"), Map.of());
    }

    private static @Nullable Object one(@Nullable Object calls) {
        return calls instanceof List<?> list && !list.isEmpty() ? list.getFirst() : calls;
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
