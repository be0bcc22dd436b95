package io.serai.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All targets that were considered failed: what each of them said, and when the first is back. */
public final class NoTargetException extends ChatException {
    private static final long serialVersionUID = 1L;

    /** The code of a target that is not switched on. */
    public static final String OFF = "provider_off";

    /** The code of a target that cannot do what the request asks for. */
    public static final String UNABLE = "unsupported";

    /** The code of a target for which the request is too long. */
    public static final String TOO_LONG = "context_length_exceeded";

    private NoTargetException(int status, String code, String message, @Nullable Instant retryAt) {
        super(status, code, message, null, retryAt, null);
    }

    /**
     * @param failures why each of them gave no answer, in order; not empty
     * @param turn when its turn comes among those who wait; null if nobody waits
     */
    public static NoTargetException of(List<ChatException> failures, @Nullable Instant turn) {
        Instant now = Instant.now();
        Instant earliest = turn != null
                ? turn
                : failures.stream()
                        .map(ChatException::retryAt)
                        .filter(moment -> moment != null && moment.isAfter(now))
                        .min(Instant::compareTo)
                        .orElse(null);
        boolean off = failures.stream().allMatch(failure -> failure.code().equals(OFF));
        String tried = failures.stream()
                .filter(failure -> off || !failure.code().equals(OFF))
                .map(ChatException::reason)
                .distinct()
                .collect(Collectors.joining("; "));
        String advice = off
                ? " Set the key of a provider, such as GROQ_API_KEY, and start Serai again."
                : earliest == null ? "" : " Try again in " + seconds(now, earliest) + " s.";
        int status = status(failures.stream()
                .filter(failure -> off || !failure.code().equals(OFF))
                .toList());
        String code = switch (status) {
            case 400 -> code(failures);
            case 429 -> "rate_limit_exceeded";
            case 503 -> "no_target_available";
            default -> "upstream_error";
        };
        return new NoTargetException(
                status, code, "No target could answer: " + tried + (tried.endsWith(".") ? "" : ".") + advice, earliest);
    }

    /**
     * 400 if none of them can do what is asked for, 429 if all that can have reached their limits, 503 if none could be called, 504 if all
     * took too long, and else 502.
     */
    private static int status(List<ChatException> all) {
        List<ChatException> failures =
                all.stream().filter(failure -> !asksForTooMuch(failure)).toList();
        if (failures.isEmpty()) {
            return 400;
        }
        if (failures.stream().allMatch(failure -> failure.status() == 429)) {
            return 429;
        }
        if (failures.stream().allMatch(failure -> failure.status() == 429 || failure.status() == 503)) {
            return 503;
        }
        return failures.stream().allMatch(failure -> failure.status() == 504) ? 504 : 502;
    }

    private static boolean asksForTooMuch(ChatException failure) {
        return failure.code().equals(UNABLE) || failure.code().equals(TOO_LONG);
    }

    private static String code(List<ChatException> failures) {
        return failures.stream().anyMatch(failure -> failure.code().equals(TOO_LONG)) ? TOO_LONG : UNABLE;
    }

    private static long seconds(Instant now, Instant moment) {
        return Math.max(1, Duration.between(now, moment).plusMillis(999).toSeconds());
    }
}
