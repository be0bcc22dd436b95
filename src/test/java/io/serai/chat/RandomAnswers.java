package io.serai.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Answers with everything in them, and ways to cut them to the pieces of a stream. */
public final class RandomAnswers {
    private static final String[] CHARACTERS = {"a", " ", "\n", "ü", "你", "😀", "👩‍👩‍👧", "\"", "\\", "{", "}"};

    private static final List<FinishReason> REASONS = List.of(FinishReason.values());

    private RandomAnswers() {}

    public static ChatResponse answer(Random random) {
        List<Choice> choices = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            List<Part> parts = new ArrayList<>();
            if (random.nextBoolean()) {
                parts.add(new Part.Reasoning(text(random, 30), "reasoning_content"));
            }
            if (random.nextBoolean()) {
                parts.add(new Part.Text(text(random, 60), true, Map.of()));
            }
            if (random.nextInt(5) == 0) {
                parts.add(new Part.Refusal(text(random, 20), true));
            }
            List<ToolCall> calls = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                calls.add(new ToolCall(-1, "call_" + j, "f" + j, text(random, 40), Map.of("type", "function")));
            }
            FinishReason reason = REASONS.get(random.nextInt(REASONS.size()));
            choices.add(new Choice(i, new Message(Role.ASSISTANT, parts, calls, Map.of()), reason, Map.of()));
        }
        Usage usage = random.nextBoolean() ? Usage.of(random.nextInt(100), random.nextInt(100)) : null;
        return new ChatResponse("id", 7, "m", choices, usage, Map.of("system_fingerprint", "fp"));
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }

    /** At least two pieces: each adds a fragment somewhere, those of one choice and of one call in their order. */
    public static List<ChatResponse> split(ChatResponse answer, Random random) {
        List<List<Message>> lanes = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (Choice choice : answer.choices()) {
            List<Message> said = new ArrayList<>();
            choice.message()
                    .parts()
                    .forEach(part ->
                            fragments(part, random).forEach(piece -> said.add(message(List.of(piece), List.of()))));
            lanes.add(said);
            owners.add(choice.index());
            for (ToolCall call : choice.message().toolCalls()) {
                lanes.add(fragments(call, choice.message().toolCalls().indexOf(call), random));
                owners.add(choice.index());
            }
        }
        List<ChatResponse> pieces = new ArrayList<>();
        pieces.add(piece(answer, List.of()));
        while (lanes.stream().anyMatch(lane -> !lane.isEmpty())) {
            int lane = random.nextInt(lanes.size());
            if (!lanes.get(lane).isEmpty()) {
                pieces.add(piece(
                        answer,
                        List.of(new Choice(owners.get(lane), lanes.get(lane).removeFirst(), null, Map.of()))));
            }
        }
        for (Choice choice : answer.choices()) {
            Choice end = new Choice(choice.index(), message(List.of(), List.of()), choice.finishReason(), Map.of());
            pieces.add(piece(answer, List.of(end)));
        }
        pieces.add(new ChatResponse("id", 7, "m", List.of(), answer.usage(), Map.of()));
        return pieces;
    }

    private static List<Part> fragments(Part part, Random random) {
        return switch (part) {
            case Part.Text text ->
                cut(text.text(), random).stream()
                        .map(piece -> (Part) new Part.Text(piece, true, Map.of()))
                        .toList();
            case Part.Reasoning text ->
                cut(text.text(), random).stream()
                        .map(piece -> (Part) new Part.Reasoning(piece, text.field()))
                        .toList();
            case Part.Refusal text ->
                cut(text.text(), random).stream()
                        .map(piece -> (Part) new Part.Refusal(piece, true))
                        .toList();
            default -> List.of(part);
        };
    }

    private static List<Message> fragments(ToolCall call, int index, Random random) {
        List<Message> pieces = new ArrayList<>();
        pieces.add(message(List.of(), List.of(new ToolCall(index, call.id(), call.name(), "", call.extras()))));
        for (String piece : cut(call.arguments(), random)) {
            boolean repeats = random.nextInt(4) == 0;
            pieces.add(message(
                    List.of(),
                    List.of(new ToolCall(
                            index, repeats ? call.id() : "", repeats ? call.name() : "", piece, Map.of()))));
        }
        return pieces;
    }

    /** Cuts anywhere, even within what is one character to a reader. */
    private static List<String> cut(String text, Random random) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + random.nextInt(6));
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }

    private static Message message(List<Part> parts, List<ToolCall> calls) {
        return new Message(Role.ASSISTANT, parts, calls, Map.of());
    }

    private static ChatResponse piece(ChatResponse answer, List<Choice> choices) {
        return new ChatResponse(answer.id(), answer.created(), answer.model(), choices, null, answer.extras());
    }
}
