package io.serai.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All targets that were considered failed: what each of them said, and when the first is back. */
public final class NoTargetException extends ChatException {
    private static final long serialVersionUID = 1L;

    /** So many reasons help; more are only counted. */
    private static final int MOST_REASONS = 5;

    /** A limit that has room again when a call ends which runs. */
    private static final Duration AFTER_OTHERS = Duration.ofSeconds(1);

    private final @Nullable Instant backAt;

    private NoTargetException(Failure failure, String message, @Nullable Instant retryAt, @Nullable Instant backAt) {
        super(failure, message, retryAt, null);
        this.backAt = backAt;
    }

    @Override
    public @Nullable Instant backAt() {
        return backAt;
    }

    /**
     * @param failures why each of them gave no answer, in order; not empty
     * @param turn when its turn comes among those who wait; null if nobody waits
     */
    public static NoTargetException of(List<ChatException> failures, @Nullable Instant turn) {
        Failure kind = Failure.of(failures.stream().map(ChatException::failure).toList());
        Instant now = Instant.now();
        Instant earliest = kind.lasting() ? null : turn != null ? turn : earliest(failures, now);
        String advice = earliest != null
                ? " Try again in " + seconds(now, earliest) + " s."
                : kind == Failure.KEY_REFUSED ? " Serai's own key for the vendor is meant, not the one you sent." : "";
        String tried = reasons(failures, kind);
        return new NoTargetException(
                kind,
                "No target could answer: " + tried + (tried.endsWith(".") ? "" : ".") + advice,
                earliest,
                earliest != null ? earliest : back(failures, now));
    }

    private static @Nullable Instant earliest(List<ChatException> failures, Instant now) {
        return failures.stream()
                .map(failure -> failure.failure() == Failure.LIMIT && failure.retryAt() == null
                        ? now.plus(AFTER_OTHERS)
                        : failure.retryAt())
                .filter(moment -> moment != null && moment.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static @Nullable Instant back(List<ChatException> failures, Instant now) {
        return failures.stream()
                .map(ChatException::backAt)
                .filter(moment -> moment != null && moment.isAfter(now))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static String reasons(List<ChatException> failures, Failure kind) {
        List<String> reasons = failures.stream()
                .filter(failure -> kind == Failure.OFF || failure.failure() != Failure.OFF)
                .map(ChatException::reason)
                .distinct()
                .toList();
        String first = reasons.stream().limit(MOST_REASONS).collect(Collectors.joining("; "));
        int more = reasons.size() - MOST_REASONS;
        return more <= 0 ? first : first + "; and " + more + " more";
    }

    private static long seconds(Instant now, Instant moment) {
        return Math.max(1, Duration.between(now, moment).plusMillis(999).toSeconds());
    }
}
