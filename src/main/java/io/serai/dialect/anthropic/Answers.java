package io.serai.dialect.anthropic;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.CallIds;
import io.serai.dialect.Citations;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Places;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer in Anthropic's form, whole or event by event, to a canonical one. */
final class Answers {
    private final Map<Integer, OpenCall> open = new HashMap<>();
    private final CallIds ids = new CallIds();
    private String id = "";
    private String model = "";
    private @Nullable Map<?, ?> usage;
    private int calls;
    private int begun;
    private int length;
    private boolean stopped;

    /** A tool call whose arguments are coming, with those that stood at its beginning. */
    private static final class OpenCall {
        private final int index;
        private final Map<?, ?> input;
        private boolean begun;

        OpenCall(int index, Map<?, ?> input) {
            this.index = index;
            this.input = input;
        }
    }

    /** Whether the vendor has said why it stopped. */
    boolean stopped() {
        return stopped;
    }

    ChatResponse whole(View answer) {
        Errors.throwIfAny(answer.fields());
        if (!(answer.get("content") instanceof List<?> content)) {
            throw new MalformedException("The answer has no content", "content");
        }
        List<Part> parts = new ArrayList<>(content.size());
        List<ToolCall> toolCalls = new ArrayList<>();
        List<Object> cited = new ArrayList<>(0);
        List<Object> told = new ArrayList<>(content.size());
        for (Object item : content) {
            View block = item instanceof Map<?, ?> map ? withOwnId(View.of(map, "")) : null;
            told.add(block == null ? item : block.fields());
            if (block != null) {
                block(block, parts, toolCalls);
                cite(block, cited);
            }
        }
        addRefusal(answer, parts);
        String word = answer.textIfAny("stop_reason");
        FinishReason reason = FinishReasons.of(word.isEmpty() ? "end_turn" : word, !toolCalls.isEmpty());
        Choice choice =
                new Choice(0, new Message(Role.ASSISTANT, parts, toolCalls, Citations.fields(cited)), reason, Map.of());
        return new ChatResponse(
                answer.textIfAny("id"),
                0,
                answer.textIfAny("model"),
                List.of(choice),
                answer.get("usage") instanceof Map<?, ?> usage ? Usages.read(usage, null) : null,
                Map.of(),
                Original.of(AnthropicServer.NAME, with(answer, "content", told).fields()));
    }

    /** A block whose call has an id that no other call of the answer has. */
    private View withOwnId(View block) {
        String told = block.textIfAny("type").equals("tool_use") ? block.textIfAny("id") : "";
        String id = told.isEmpty() ? told : ids.own(told);
        return id.equals(told) ? block : with(block, "id", id);
    }

    /** The object itself if it has that value. */
    private static View with(View object, String name, Object value) {
        if (value.equals(object.get(name))) {
            return object;
        }
        Map<String, Object> fields = new LinkedHashMap<>(object.fields());
        fields.put(name, value);
        return View.of(fields, object.path());
    }

    /** Blocks of other kinds, of the vendor's own tools, go to clients of this dialect alone. */
    private static void block(View block, List<Part> parts, List<ToolCall> toolCalls) {
        switch (block.textIfAny("type")) {
            case "text" -> parts.add(text(block.textIfAny("text")));
            case "thinking" -> parts.add(thoughts(block.textIfAny("thinking"), block.textIfAny("signature")));
            case "redacted_thinking" -> parts.add(redacted(block.textIfAny("data")));
            case "tool_use" ->
                toolCalls.add(new ToolCall(
                        -1,
                        block.textIfAny("id"),
                        block.textIfAny("name"),
                        block.get("input") instanceof Map<?, ?> input ? json(input) : "{}",
                        Map.of()));
            default -> {}
        }
    }

    /** The pages that a block of text cites. */
    private void cite(View block, List<Object> cited) {
        if (!block.textIfAny("type").equals("text")) {
            return;
        }
        begun = length;
        length += block.textIfAny("text").length();
        if (block.get("citations") instanceof List<?> list) {
            list.forEach(citation -> cite(citation, cited));
        }
    }

    private void cite(@Nullable Object citation, List<Object> cited) {
        if (citation instanceof Map<?, ?> map && map.get("url") instanceof String url) {
            cited.add(Citations.of(url, Citations.text(map, "title"), begun, length));
        }
    }

    /** Why it refuses, if it says so. */
    private static void addRefusal(View stop, List<Part> parts) {
        View details = stop.objectIfAny("stop_details");
        String why = details == null ? "" : details.textIfAny("explanation");
        if (!why.isEmpty()) {
            parts.add(new Part.Refusal(why, true));
        }
    }

    private static Part text(String text) {
        return new Part.Text(text, true, Map.of());
    }

    private static Part thoughts(String text, String signature) {
        return new Part.Reasoning(
                text,
                Part.Reasoning.FIELD,
                signature.isEmpty() ? null : new Signature(AnthropicServer.NAME, signature, false));
    }

    private static Part redacted(String data) {
        return new Part.Reasoning("", Part.Reasoning.FIELD, new Signature(AnthropicServer.NAME, data, true));
    }

    private static String json(Map<?, ?> input) {
        return new String(Json.write(input), StandardCharsets.UTF_8);
    }

    /** What an event says; one without a meaning to others is a piece with nothing but its original. */
    ChatResponse piece(View event) {
        Errors.throwIfAny(event.fields());
        return switch (event.textIfAny("type")) {
            case "message_start" -> start(event);
            case "content_block_start" -> blockStart(event);
            case "content_block_delta" -> blockDelta(event);
            case "content_block_stop" -> blockStop(event);
            case "message_delta" -> delta(event);
            default -> piece(event, List.of(), null);
        };
    }

    private ChatResponse start(View event) {
        View message = event.objectIfAny("message");
        if (message != null) {
            id = message.textIfAny("id");
            model = message.textIfAny("model");
            usage = message.get("usage") instanceof Map<?, ?> told ? told : null;
        }
        return piece(event, List.of(), null);
    }

    private ChatResponse blockStart(View event) {
        View block = event.objectIfAny("content_block");
        if (block == null) {
            return piece(event, List.of(), null);
        }
        switch (block.textIfAny("type")) {
            case "text" -> {
                begun = length;
                length += block.textIfAny("text").length();
                return says(event, block.textIfAny("text"), Answers::text);
            }
            case "thinking" -> {
                return says(event, block.textIfAny("thinking"), text -> thoughts(text, ""));
            }
            case "redacted_thinking" -> {
                return says(event, redacted(block.textIfAny("data")));
            }
            case "tool_use" -> {
                View own = withOwnId(block);
                Map<?, ?> input = block.get("input") instanceof Map<?, ?> begun ? begun : Map.of();
                OpenCall call = new OpenCall(calls++, input);
                open.put(index(event), call);
                View told = with(event, "content_block", own.fields());
                return calls(told, call, own.textIfAny("id"), block.textIfAny("name"), "");
            }
            default -> {
                return piece(event, List.of(), null);
            }
        }
    }

    private ChatResponse blockDelta(View event) {
        View delta = event.objectIfAny("delta");
        if (delta == null) {
            return piece(event, List.of(), null);
        }
        switch (delta.textIfAny("type")) {
            case "citations_delta" -> {
                List<Object> cited = new ArrayList<>(1);
                cite(delta.get("citation"), cited);
                return cited.isEmpty()
                        ? piece(event, List.of(), null)
                        : says(event, new Message(Role.ASSISTANT, List.of(), List.of(), Citations.fields(cited)));
            }
            case "text_delta" -> {
                length += delta.textIfAny("text").length();
                return says(event, delta.textIfAny("text"), Answers::text);
            }
            case "thinking_delta" -> {
                return says(event, delta.textIfAny("thinking"), text -> thoughts(text, ""));
            }
            case "signature_delta" -> {
                return says(event, delta.textIfAny("signature"), signature -> thoughts("", signature));
            }
            case "input_json_delta" -> {
                OpenCall call = open.get(index(event));
                String fragment = delta.textIfAny("partial_json");
                if (call == null || fragment.isEmpty()) {
                    return piece(event, List.of(), null);
                }
                call.begun = true;
                return calls(event, call, "", "", fragment);
            }
            default -> {
                return piece(event, List.of(), null);
            }
        }
    }

    /** Arguments that no delta has told stood at the beginning of the block, or are none. */
    private ChatResponse blockStop(View event) {
        OpenCall call = open.remove(index(event));
        return call == null || call.begun
                ? piece(event, List.of(), null)
                : calls(event, call, "", "", json(call.input));
    }

    private ChatResponse delta(View event) {
        View delta = event.objectIfAny("delta");
        FinishReason reason = null;
        List<Part> parts = new ArrayList<>(1);
        if (delta != null) {
            reason = FinishReasons.of(delta.textIfAny("stop_reason"), calls > 0);
            addRefusal(delta, parts);
        }
        stopped |= reason != null;
        Usage cost = event.get("usage") instanceof Map<?, ?> told
                ? Usages.read(told, usage)
                : usage == null ? null : Usages.read(usage, null);
        if (reason == null && parts.isEmpty()) {
            return piece(event, List.of(), cost);
        }
        Message message = new Message(Role.ASSISTANT, parts, List.of(), Map.of());
        return piece(event, List.of(new Choice(0, message, reason, Map.of())), cost);
    }

    /** How to make a part of a text. */
    private interface Kind {
        Part of(String text);
    }

    private ChatResponse says(View event, String text, Kind kind) {
        return text.isEmpty() ? piece(event, List.of(), null) : says(event, kind.of(text));
    }

    private ChatResponse says(View event, Part part) {
        return says(event, new Message(Role.ASSISTANT, List.of(part), List.of(), Map.of()));
    }

    private ChatResponse calls(View event, OpenCall call, String callId, String name, String arguments) {
        ToolCall piece = new ToolCall(call.index, callId, name, arguments, Map.of());
        return says(event, new Message(Role.ASSISTANT, List.of(), List.of(piece), Map.of()));
    }

    private ChatResponse says(View event, Message message) {
        return piece(event, List.of(new Choice(0, message, null, Map.of())), null);
    }

    private ChatResponse piece(View event, List<Choice> choices, @Nullable Usage cost) {
        return new ChatResponse(
                id, 0, model, choices, cost, Map.of(), Original.of(AnthropicServer.NAME, event.fields()));
    }

    private static int index(View event) {
        return Places.of(event.get("index"), 0);
    }
}
