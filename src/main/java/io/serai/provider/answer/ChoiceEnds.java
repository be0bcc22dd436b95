package io.serai.provider.answer;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import java.util.HashSet;
import java.util.Set;

/** Tracks which choices of an answer have their finish reason: with all of them the answer is complete, however its transport ends. */
public final class ChoiceEnds {
    private final int wanted;
    private final Set<Integer> seen = new HashSet<>();
    private final Set<Integer> ended = new HashSet<>();

    public ChoiceEnds(ChatRequest request) {
        this.wanted = request.parameters().get("n") instanceof Number n ? Math.max(1, n.intValue()) : 1;
    }

    /** Takes a piece; returns whether the answer is complete with it. */
    public boolean add(ChatResponse piece) {
        for (Choice choice : piece.choices()) {
            seen.add(choice.index());
            if (choice.finishReason() != null) {
                ended.add(choice.index());
            }
        }
        return ended.size() >= wanted && ended.size() == seen.size();
    }
}
