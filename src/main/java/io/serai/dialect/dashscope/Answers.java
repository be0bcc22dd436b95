package io.serai.dialect.dashscope;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Places;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One answer in DashScope's form, whole or event by event, to a canonical one. Answers of the older form have a text in place of choices. */
final class Answers {
    private final Map<Integer, OpenChoice> choices = new TreeMap<>();
    private @Nullable Usage usage;

    /** What is known of a choice while its pieces come. */
    private static final class OpenChoice {
        private int calls;
        private boolean finished;
    }

    /** Whether all choices that have begun have their finish reason, and there is one. */
    boolean finished() {
        return !choices.isEmpty() && choices.values().stream().allMatch(choice -> choice.finished);
    }

    /** The usage so far: each event has it anew. */
    @Nullable
    Usage usage() {
        return usage;
    }

    /** @param whole whether the answer is this alone, so that its usage goes with it */
    ChatResponse read(Map<?, ?> answer, boolean whole) {
        Errors.throwIfAny(answer);
        if (!(answer.get("output") instanceof Map<?, ?> output)) {
            throw new MalformedException("The answer has no output", "output");
        }
        Usage told = Usages.read(answer.get("usage"));
        usage = told == null ? usage : told;
        List<Choice> said = new ArrayList<>(1);
        if (output.get("choices") instanceof List<?> items) {
            for (Object item : items) {
                if (!(item instanceof Map<?, ?> choice)) {
                    throw new MalformedException("'output.choices' must be a list of objects", "output.choices");
                }
                Object message = choice.get("message");
                said.add(choice(
                        Places.of(choice.get("index"), said.size()),
                        message instanceof Map<?, ?> map ? map : Map.of(),
                        message instanceof Map<?, ?> map ? map.get("content") : null,
                        choice.get("finish_reason"),
                        whole));
            }
        } else {
            said.add(choice(0, output, output.get("text"), output.get("finish_reason"), whole));
        }
        return new ChatResponse(
                answer.get("request_id") instanceof String id ? id : "",
                0,
                answer.get("model") instanceof String model ? model : "",
                said,
                whole ? usage : null,
                Map.of());
    }

    private Choice choice(
            int index, Map<?, ?> message, @Nullable Object content, @Nullable Object word, boolean whole) {
        OpenChoice open = choices.computeIfAbsent(index, first -> new OpenChoice());
        List<Part> parts = new ArrayList<>(2);
        if (message.get("reasoning_content") instanceof String thoughts && !thoughts.isEmpty()) {
            parts.add(new Part.Reasoning(thoughts, Part.Reasoning.FIELD));
        }
        say(parts, content);
        List<ToolCall> calls = calls(message.get("tool_calls"), open);
        FinishReason reason = FinishReasons.of(word, open.calls > 0);
        if (reason == null && whole) {
            reason = open.calls > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        }
        open.finished |= reason != null;
        return new Choice(index, new Message(Role.ASSISTANT, parts, calls, Map.of()), reason, Map.of());
    }

    /** Multimodal models say a list of parts. */
    private static void say(List<Part> parts, @Nullable Object content) {
        if (content instanceof String text && !text.isEmpty()) {
            parts.add(new Part.Text(text, true, Map.of()));
        }
        if (content instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> part && part.get("text") instanceof String text) {
                    parts.add(new Part.Text(text, true, Map.of()));
                } else if (item instanceof Map<?, ?> part && part.get("image") instanceof String url) {
                    parts.add(new Part.Image(url, null, Map.of()));
                }
            }
        }
    }

    /** Only the first piece of a call has its id and name; a call without an id gets one. */
    private static List<ToolCall> calls(@Nullable Object items, OpenChoice open) {
        if (!(items instanceof List<?> list) || list.isEmpty()) {
            return List.of();
        }
        List<ToolCall> calls = new ArrayList<>(list.size());
        for (Object item : list) {
            Map<?, ?> call = item instanceof Map<?, ?> map ? map : Map.of();
            Map<?, ?> function = call.get("function") instanceof Map<?, ?> map ? map : Map.of();
            int index = Places.of(call.get("index"), calls.size());
            boolean first = index >= open.calls;
            open.calls = Math.max(open.calls, index == Integer.MAX_VALUE ? index : index + 1);
            String id = call.get("id") instanceof String text ? text : "";
            calls.add(new ToolCall(
                    index,
                    first && id.isEmpty() ? id() : id,
                    function.get("name") instanceof String name ? name : "",
                    arguments(function.get("arguments")),
                    Map.of()));
        }
        return calls;
    }

    private static String arguments(@Nullable Object arguments) {
        return switch (arguments) {
            case null -> "";
            case String text -> text;
            default -> new String(Json.write(arguments), StandardCharsets.UTF_8);
        };
    }

    private static String id() {
        return "call_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
