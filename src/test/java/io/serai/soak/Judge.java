package io.serai.soak;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may stand in an answer or in the log, whatever came in. */
final class Judge {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    private static final Pattern TRACE = Pattern.compile("\\tat [\\w.$/@]+\\(|OutOfMemoryError|StackOverflowError|"
            + "(java|io|com|org)\\.[a-z.]+\\.[A-Z]\\w*(Exception|Error)\\b");

    /** Errors whose reason Serai knows have one of these in any dialect; 500 is never one. */
    private static final Pattern REASON = Pattern.compile("No target could answer|Serai speaks HTTP/1.1|Serai knows no"
            + " Transfer-Encoding|serai.http.bodies-limit|large requests|upstream_error|no_target_available"
            + "|the stream was cut|stream_interrupted");

    private final List<String> secrets;

    /** @param secrets what must stand nowhere */
    Judge(List<String> secrets) {
        this.secrets = secrets;
    }

    /** What is wrong with a text that Serai gives to others; empty if nothing is. */
    String ofText(String text) {
        for (String secret : secrets) {
            if (text.contains(secret)) {
                return "it has a secret";
            }
        }
        Matcher trace = TRACE.matcher(text);
        return trace.find() ? "it has a trace: " + trace.group() : "";
    }

    /** What is wrong with the log, which may name a failure. */
    String ofLog(String log) {
        for (String secret : secrets) {
            if (log.contains(secret)) {
                return "it has a secret";
            }
        }
        int trace = log.indexOf("\tat ");
        return trace < 0
                ? ""
                : "it has a trace: " + log.substring(Math.max(0, trace - 500), Math.min(log.length(), trace + 500));
    }

    /** What is wrong with an answer. */
    String ofAnswer(int status, String body) {
        String wrong = ofText(body);
        if (!wrong.isEmpty() || status < 500) {
            return wrong;
        }
        // An answer to HEAD has no body that could say it.
        boolean known = status == 505 || REASON.matcher(body).find();
        return status > 500 && known ? "" : status + " without a known reason";
    }

    /** What is wrong with all answers on a connection. */
    String ofConnection(String answers) {
        Matcher status = STATUS.matcher(answers);
        while (status.find()) {
            String wrong = ofAnswer(Integer.parseInt(status.group(1)), answers);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return ofText(answers);
    }
}
