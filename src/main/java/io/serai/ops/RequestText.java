package io.serai.ops;

import io.serai.chat.Attempt;
import io.serai.chat.Usage;

/**
 * One request as one line to read: who and where, then {@code name=value} for all that is known. Names that clients and vendors have made
 * up cannot break the line or feign a field.
 */
final class RequestText {
    private static final int LONGEST = 120;

    private RequestText() {}

    static String of(RequestEntry entry) {
        StringBuilder line = new StringBuilder(256);
        line.append(entry.id());
        word(line, entry.origin().ingress());
        word(line, entry.origin().dialect());
        line.append(' ').append(entry.status());
        field(line, "error", entry.error());
        field(line, "key", entry.key());
        field(line, "user", entry.user());
        field(line, "task", entry.task());
        field(line, "model", entry.model());
        field(line, "target", entry.target());
        field(line, "cache", entry.model().isEmpty() ? "" : entry.cache());
        attempts(line, entry);
        Usage usage = entry.usage();
        if (usage != null) {
            line.append(" tokens=").append(usage.inputTokens()).append('/').append(usage.outputTokens());
        }
        line.append(" ms=");
        millis(line, entry.totalNanos());
        if (entry.firstNanos() > 0) {
            line.append(" first=");
            millis(line, entry.firstNanos());
        }
        return line.toString();
    }

    private static void attempts(StringBuilder line, RequestEntry entry) {
        String before = " attempts=\"";
        for (Attempt attempt : entry.attempts()) {
            line.append(before);
            safe(line, attempt.target());
            line.append(' ').append(attempt.outcome()).append(' ');
            line.append(attempt.nanos() / 1_000_000).append("ms");
            before = ", ";
        }
        if (!entry.attempts().isEmpty()) {
            line.append('"');
        }
    }

    private static void word(StringBuilder line, String word) {
        line.append(' ').append(word);
    }

    private static void field(StringBuilder line, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        line.append(' ').append(name).append('=');
        boolean quoted = value.indexOf(' ') >= 0;
        line.append(quoted ? "\"" : "");
        safe(line, value);
        line.append(quoted ? "\"" : "");
    }

    private static void safe(StringBuilder line, String value) {
        int length = Math.min(LONGEST, value.length());
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            line.append(c < ' ' || c > '~' || c == '"' ? '?' : c);
        }
        if (length < value.length()) {
            line.append("...");
        }
    }

    /** Milliseconds with one decimal below a hundred. */
    private static void millis(StringBuilder line, long nanos) {
        long tenths = nanos / 100_000;
        line.append(tenths / 10);
        if (tenths < 1000) {
            line.append('.').append(tenths % 10);
        }
    }
}
