package io.serai.dialect.openai;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.ToolCall;
import io.serai.dialect.OldFunctions;
import io.serai.dialect.ToolArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls of tools as the calls of functions that a client of OpenAI's old form knows: one in each answer, without an id. */
final class OldCalls {

    private OldCalls() {}

    /** @param whole whether it is all of the answer, rather than its next piece */
    static ChatResponse of(ChatResponse answer, boolean whole) {
        List<Choice> choices = new ArrayList<>(answer.choices().size());
        for (Choice choice : answer.choices()) {
            choices.add(of(choice, whole));
        }
        return answer.withChoices(choices);
    }

    private static Choice of(Choice choice, boolean whole) {
        FinishReason reason =
                choice.finishReason() == FinishReason.TOOL_CALLS ? FinishReason.FUNCTION_CALL : choice.finishReason();
        Message said = choice.message();
        Map<String, Object> extras = new LinkedHashMap<>(said.extras());
        for (ToolCall call : said.toolCalls()) {
            if (call.index() <= 0) {
                extras.putIfAbsent(OldFunctions.CALL, function(call, whole));
            }
        }
        return new Choice(
                choice.index(), new Message(said.role(), said.parts(), List.of(), extras), reason, choice.extras());
    }

    private static Map<String, Object> function(ToolCall call, boolean whole) {
        Map<String, Object> function = new LinkedHashMap<>();
        if (!call.name().isEmpty()) {
            function.put("name", call.name());
        }
        function.put("arguments", whole ? ToolArguments.text(call.arguments()) : call.arguments());
        return function;
    }
}
