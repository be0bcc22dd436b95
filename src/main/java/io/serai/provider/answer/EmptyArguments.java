package io.serai.provider.answer;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.ToolCall;
import io.serai.dialect.ToolArguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives calls that a vendor has made without arguments an empty object: clients read the text as JSON. */
public final class EmptyArguments {
    /** Whether arguments have come, by choice and call. */
    private final Map<Long, Boolean> argued = new LinkedHashMap<>();

    public ChatResponse filled(ChatResponse piece) {
        boolean changed = false;
        List<Choice> choices = new ArrayList<>(piece.choices().size());
        for (Choice choice : piece.choices()) {
            Choice filled = filled(choice);
            changed |= filled != choice;
            choices.add(filled);
        }
        return changed
                ? new ChatResponse(piece.id(), piece.created(), piece.model(), choices, piece.usage(), piece.extras())
                : piece;
    }

    private Choice filled(Choice choice) {
        boolean last = choice.finishReason() != null;
        if (choice.message().toolCalls().isEmpty() && (!last || argued.isEmpty())) {
            return choice;
        }
        List<ToolCall> calls = new ArrayList<>(choice.message().toolCalls());
        boolean changed = false;
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            if (call.index() < 0
                    && last
                    && call.arguments().isBlank()
                    && !call.name().isEmpty()) {
                calls.set(i, with(call, ToolArguments.NONE));
                changed = true;
            } else if (call.index() >= 0) {
                argued.merge(key(choice, call.index()), !call.arguments().isBlank(), Boolean::logicalOr);
            }
        }
        if (last) {
            Map<Integer, Integer> places = places(calls);
            for (Map.Entry<Long, Boolean> call : argued.entrySet()) {
                if (call.getKey() >> 32 == choice.index() && !call.getValue()) {
                    fill(calls, places, call.getKey().intValue());
                    call.setValue(true);
                    changed = true;
                }
            }
        }
        Message said = choice.message();
        return changed
                ? new Choice(
                        choice.index(),
                        new Message(said.role(), said.parts(), calls, said.extras()),
                        choice.finishReason(),
                        choice.extras())
                : choice;
    }

    /** Where the calls of a piece stand in it, by their index. */
    private static Map<Integer, Integer> places(List<ToolCall> calls) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            places.putIfAbsent(calls.get(i).index(), i);
        }
        return places;
    }

    /** In the piece where it stands, or in one that goes on with it. */
    private static void fill(List<ToolCall> calls, Map<Integer, Integer> places, int index) {
        Integer place = places.get(index);
        if (place == null) {
            calls.add(new ToolCall(index, "", "", ToolArguments.NONE, Map.of()));
        } else {
            calls.set(place, with(calls.get(place), ToolArguments.NONE));
        }
    }

    private static ToolCall with(ToolCall call, String arguments) {
        return new ToolCall(call.index(), call.id(), call.name(), arguments, call.extras());
    }

    private static long key(Choice choice, int call) {
        return ((long) choice.index() << 32) | call;
    }
}
