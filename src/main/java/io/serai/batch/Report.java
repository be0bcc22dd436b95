package io.serai.batch;

import io.serai.dialect.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operator's report of a job, as JSON. */
final class Report {
    static final int MOST_FAILURES = 100;

    private Report() {}

    /**
     * @param rate null if the job does not run
     * @param waitsUntil when the limit is back for which lines wait, in milliseconds; null if none waits
     */
    static Map<String, Object> of(
            Job job, @Nullable Rate rate, @Nullable Long waitsUntil, List<LineTable.Row> failures, Instant now) {
        boolean asks = job.state() == JobState.IN_PROGRESS && rate != null;
        long left = job.total() - job.done() - job.failed();
        Duration eta = !asks || rate == null
                ? null
                : rate.left(left, waitsUntil == null ? null : Instant.ofEpochMilli(waitsUntil));
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("id", job.id());
        report.put("name", job.name());
        report.put("state", job.state().word());
        report.put("total", job.total());
        report.put("done", job.done());
        report.put("failed", job.failed());
        report.put("ratePerMinute", asks && rate != null ? Math.round(rate.perMinute() * 10) / 10.0 : 0.0);
        report.put("etaSeconds", eta == null ? null : eta.toSeconds());
        report.put("tokens", job.tokens().input() + job.tokens().output());
        report.put("cost", Json.plain(BigDecimal.valueOf(job.cost(), 9)));
        report.put("repeated", job.repeated());
        report.put("key", job.owner().key());
        report.put("created", Instant.ofEpochMilli(job.created()).toString());
        report.put(
                "ended",
                job.ended() == 0 ? null : Instant.ofEpochMilli(job.ended()).toString());
        report.put(
                "waitsUntil",
                waitsUntil == null || !asks
                        ? null
                        : Instant.ofEpochMilli(waitsUntil).toString());
        report.put("reason", reason(job));
        List<Map<String, Object>> lines = new ArrayList<>();
        for (LineTable.Row row : failures) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("line", row.line());
            line.put("reason", row.reason());
            lines.add(line);
        }
        for (Map<String, Object> problem : Sources.problems(job.fact(Facts.PROBLEMS))) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("line", problem.getOrDefault("line", 0L));
            line.put("reason", problem.get("message"));
            lines.add(line);
        }
        report.put("failures", lines);
        return report;
    }

    private static String reason(Job job) {
        return job.state().ended() ? "" : job.text(Facts.REASON);
    }
}
