package io.serai.dialect.openai;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Fields;
import io.serai.dialect.MalformedException;
import io.serai.dialect.VendorErrorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One answer in OpenAI's form, whole or piece by piece, to a canonical one. */
final class Answers {
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), List.of(), Map.of());

    private final Map<Integer, OpenChoice> choices = new TreeMap<>();
    private @Nullable Usage elsewhere;
    private boolean usageTold;

    /** What is known of a choice while its pieces come. */
    private static final class OpenChoice {
        private final ToolCallPieces toolCalls = new ToolCallPieces();
        private boolean callsTools;
        private boolean finished;

        /** Why it must have stopped if its vendor gives no reason. */
        FinishReason likely() {
            return callsTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        }
    }

    /** Whether all choices that have begun have their finish reason, and there is one. */
    boolean finished() {
        return !choices.isEmpty() && choices.values().stream().allMatch(choice -> choice.finished);
    }

    ChatResponse whole(Fields answer) {
        Errors.throwIfAny(answer, "choices");
        if (!(answer.peek("choices") instanceof List)) {
            throw new MalformedException("The answer has no choices", "choices");
        }
        return read(answer, true);
    }

    ChatResponse piece(Fields piece) {
        Errors.throwIfAny(piece, "choices");
        return read(piece, false);
    }

    /**
     * A piece that ends choices without a finish reason once the vendor is done, and has the usage if that stood elsewhere
     * than it should; null if there is nothing to add.
     */
    @Nullable
    ChatResponse end() {
        List<Choice> ends = new ArrayList<>();
        choices.forEach((index, choice) -> {
            if (!choice.finished) {
                ends.add(new Choice(index, NOTHING, choice.likely(), Map.of()));
            }
        });
        Usage usage = usageTold ? null : elsewhere;
        return ends.isEmpty() && usage == null ? null : new ChatResponse("", 0, "", ends, usage, Map.of());
    }

    private ChatResponse read(Fields answer, boolean whole) {
        answer.drop("object");
        List<Fields> items = answer.objects("choices");
        List<Choice> said = new ArrayList<>(items.size());
        for (Fields item : items) {
            said.add(choice(item, said.size(), whole));
        }
        Usage usage = usage(answer);
        return new ChatResponse(
                answer.textIfAny("id"),
                answer.numberIfAny("created", 0),
                answer.textIfAny("model"),
                said,
                usage == null && whole ? elsewhere : usage,
                answer.rest());
    }

    /** The usage. Groq has it also, or only, in a field of its own, as it has the reason for the end of a stream. */
    private @Nullable Usage usage(Fields answer) {
        if (answer.peek("x_groq") instanceof Map<?, ?> own) {
            Errors.throwIfTold(own.get("error"));
            note(own.get("usage"));
        }
        Fields told = answer.peek("usage") instanceof Map ? answer.object("usage") : null;
        usageTold |= told != null;
        return told == null ? null : Usages.read(told);
    }

    private void note(@Nullable Object usage) {
        if (usage instanceof Map<?, ?> told) {
            elsewhere = Usages.read(Fields.of(new LinkedHashMap<>(told)));
        }
    }

    /** OpenRouter has the reason of a failure in a choice, Moonshot the usage in the last piece of one. */
    private Choice choice(Fields choice, int position, boolean whole) {
        Errors.throwIfTold(choice.peek("error"));
        note(choice.peek("usage"));
        int index = choice.placeIfAny("index", position);
        OpenChoice open = choices.computeIfAbsent(index, first -> new OpenChoice());
        Message message = message(choice, open);
        open.callsTools |= !message.toolCalls().isEmpty();
        FinishReason reason = finishReason(choice, open.callsTools);
        if (whole && reason == null) {
            reason = open.likely();
        }
        open.finished |= reason != null;
        return new Choice(index, message, reason, choice.rest());
    }

    /** What is said now; some vendors end a stream with a whole message in place of a delta. */
    private static Message message(Fields choice, OpenChoice open) {
        Fields delta = choice.object("delta");
        Fields whole = choice.object("message");
        choice.drop("delta");
        choice.drop("message");
        if (delta != null) {
            return inOrder(MessageReader.said(delta), open.toolCalls, false);
        }
        return whole == null ? NOTHING : inOrder(MessageReader.said(whole), open.toolCalls, true);
    }

    private static Message inOrder(Message message, ToolCallPieces pieces, boolean whole) {
        if (message.toolCalls().isEmpty()) {
            return message;
        }
        List<ToolCall> calls = new ArrayList<>(message.toolCalls().size());
        for (int i = 0; i < message.toolCalls().size(); i++) {
            ToolCall call = message.toolCalls().get(i);
            ToolCall placed = whole ? pieces.whole(call) : pieces.place(call, i);
            if (placed != null) {
                calls.add(placed);
            }
        }
        return new Message(message.role(), message.parts(), calls, message.extras());
    }

    private static @Nullable FinishReason finishReason(Fields choice, boolean callsTools) {
        String word = choice.textIfAny("finish_reason");
        choice.drop("finish_reason");
        FinishReason told = FinishReasons.of(word);
        FinishReason reason = told == null ? null : told.given(callsTools);
        if (reason == FinishReason.ERROR) {
            throw new VendorErrorException(
                    503, word, "The vendor stopped with finish_reason '" + word + "'", null, null);
        }
        if (reason != null && !word.equals(FinishReasons.word(reason)) && !choice.has("native_finish_reason")) {
            choice.put("native_finish_reason", word);
        }
        return reason;
    }
}
