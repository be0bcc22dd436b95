package io.serai.clients;

import io.serai.chat.ChatException;
import io.serai.quota.Allowances.Full;
import io.serai.quota.Limit;
import io.serai.quota.Limit.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A limit of the client's is reached: which, whose, how much of it is used, and when it is back. Where that is within the hour it is a 429
 * that says when to come again, else a 402, for which no client should try again.
 */
public final class LimitReachedException extends ChatException {
    private static final long serialVersionUID = 1L;

    private static final Duration SOON = Duration.ofHours(1);
    private static final Duration AFTER_OTHERS = Duration.ofSeconds(1);

    private final @Nullable Instant backAt;

    private LimitReachedException(
            int status, String code, String message, @Nullable Instant retryAt, @Nullable Instant backAt) {
        super(status, code, message, null, retryAt, null);
        this.backAt = backAt;
    }

    static LimitReachedException of(Full full, Instant now) {
        return of(full, words(full, now), now);
    }

    /** For a batch: the rest of the limit is reserved for interactive requests of the same client. */
    static LimitReachedException leftToPeople(Full full, Instant now) {
        return of(
                full,
                "The rest of the limit " + full.limit() + " of " + owner(full.owner())
                        + " is reserved for interactive requests",
                now);
    }

    private static LimitReachedException of(Full full, String words, Instant now) {
        Instant until = full.until();
        if (isSoon(full, now)) {
            Instant again = until == null ? now.plus(AFTER_OTHERS) : until;
            return new LimitReachedException(429, "rate_limit_exceeded", words, again, again);
        }
        Instant back = Instant.MAX.equals(until) ? null : until;
        boolean money = full.limit().unit() == Unit.MONEY;
        return new LimitReachedException(402, money ? "budget_exceeded" : "insufficient_quota", words, null, back);
    }

    @Override
    public @Nullable Instant backAt() {
        return backAt;
    }

    /** Whether it is back within the hour, so that waiting helps. */
    static boolean isSoon(Full full, Instant now) {
        Instant until = full.until();
        return until == null || until.isBefore(now.plus(SOON));
    }

    /** Which limit, of whom, used, maximum, and when it is back. */
    static String words(Full full, Instant now) {
        return "The limit " + full.limit() + " of " + owner(full.owner()) + " is reached: "
                + used(full.limit(), full.used()) + back(full.until(), now);
    }

    /** How much of a limit of somebody is used, in words. */
    public static String used(String owner, Limit limit, long used) {
        return "Of the limit " + limit + " of " + owner(owner) + ' ' + used(limit, used) + '.';
    }

    private static String used(Limit limit, long used) {
        String counted = limit.unit() == Unit.MONEY ? "" : " " + limit.unit().words();
        return limit.number(used) + " of " + limit.number(limit.amount()) + counted
                + " are used or held for requests that run";
    }

    private static String back(@Nullable Instant until, Instant now) {
        if (until == null) {
            return ". It is back when one of them ends.";
        }
        return until.equals(Instant.MAX)
                ? ". It does not come back by itself; ask for more."
                : ". It is back at " + until.truncatedTo(ChronoUnit.SECONDS) + " (in "
                        + Math.max(
                                1, Duration.between(now, until).plusMillis(999).toSeconds()) + " s).";
    }

    /** Whose a limit is, in words. */
    static String owner(String owner) {
        int colon = owner.indexOf(':');
        return colon < 0 ? "everybody" : owner.substring(0, colon) + " '" + owner.substring(colon + 1) + "'";
    }
}
