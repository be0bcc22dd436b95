package io.serai;

import java.time.Duration;
import java.util.Map;

/** The progress of a batch, as a bar and figures in one line. */
final class BatchProgress {
    private static final int WIDTH = 30;
    private static final int LONGEST_REASON = 80;

    private BatchProgress() {}

    /** @param report the operator's view of the batch */
    static String line(Map<?, ?> batch, Map<?, ?> report) {
        long total = count(batch, "total");
        long done = count(batch, "completed");
        long failed = count(batch, "failed");
        int full = total == 0 ? 0 : (int) ((done + failed) * WIDTH / total);
        StringBuilder line = new StringBuilder("[")
                .append("#".repeat(full))
                .append(".".repeat(WIDTH - full))
                .append("] ")
                .append(done)
                .append('/')
                .append(total)
                .append(", ")
                .append(failed)
                .append(" failed");
        if (report.get("ratePerMinute") instanceof Number rate) {
            line.append(", ").append(Math.round(rate.doubleValue())).append("/min");
        }
        if (report.get("etaSeconds") instanceof Number left) {
            line.append(", ").append(time(Duration.ofSeconds(left.longValue()))).append(" left");
        }
        if (report.get("tokens") instanceof Number tokens) {
            line.append(", ").append(tokens).append(" tokens");
        }
        if (report.get("cost") instanceof Number cost && cost.doubleValue() > 0) {
            line.append(", $").append(cost);
        }
        if (report.get("reason") instanceof String reason && !reason.isEmpty()) {
            line.append("; ").append(reason, 0, Math.min(LONGEST_REASON, reason.length()));
        }
        return line.append("  ").toString();
    }

    private static String time(Duration time) {
        return time.toHours() > 0
                ? time.toHours() + "h" + time.toMinutesPart() + "m"
                : time.toMinutes() > 0 ? time.toMinutes() + "m" + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }

    /** One of a batch's counts: {@code total}, {@code completed} or {@code failed} lines. */
    static long count(Map<?, ?> batch, String name) {
        return batch.get("request_counts") instanceof Map<?, ?> counts && counts.get(name) instanceof Number number
                ? number.longValue()
                : 0;
    }
}
