package io.serai.prompts;

import io.serai.chat.ChatRequest;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Instruction;
import io.serai.dialect.InstructionMode;
import java.util.Collection;

/** Puts the operator's texts into chat requests. */
public final class Instructions {
    private Instructions() {}

    /** The request with a text; the same request if it has it already, or the mode leaves it out. */
    public static ChatRequest put(
            ChatRequest request, InstructionMode mode, String text, Collection<ClientDialect> dialects) {
        Instruction.Place place = mode.place();
        return place == null || mode == InstructionMode.IF_ABSENT && SystemTurns.saysAnything(request)
                ? request
                : SystemTurns.with(request, new Instruction(place, text), dialects);
    }
}
