package io.serai.ingress.job;

import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.NoTargetException;
import java.time.temporal.ChronoUnit;

/** The reason for a file without an answer, in words for the person who finds it. */
final class Reason {

    private Reason() {}

    static String inWords(ChatException error, Call call) {
        return error.reason() + "\n\n"
                + "code: " + error.code() + " (" + error.status() + ")\n"
                + "tried: " + (call.trail().toString().isEmpty() ? "nothing" : call.trail()) + '\n'
                + "again: " + again(error) + '\n'
                + "request: " + call.id() + '\n';
    }

    private static String again(ChatException error) {
        if (error.retryAt() != null) {
            return "after " + error.retryAt().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1)
                    + ", by moving the file back";
        }
        if (error instanceof NoTargetException && error.lasting() && error.status() != 400) {
            return "when the cause is mended, by moving the file back";
        }
        return error.status() < 500 ? "when the file is changed" : "at any time, by moving the file back";
    }
}
