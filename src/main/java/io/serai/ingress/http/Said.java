package io.serai.ingress.http;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.ToolCall;

/** The length of a piece of a streamed answer. */
final class Said {
    private Said() {}

    static int characters(ChatResponse piece) {
        int sum = 0;
        for (Choice choice : piece.choices()) {
            sum += choice.message().text().length()
                    + choice.message().reasoning().length();
            for (ToolCall call : choice.message().toolCalls()) {
                sum += call.arguments().length();
            }
        }
        return sum;
    }
}
