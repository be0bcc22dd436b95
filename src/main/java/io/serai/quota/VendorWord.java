package io.serai.quota;

import io.serai.quota.Limit.Unit;
import io.serai.quota.Quota.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's last report on one window of a key and a model: what is left, and how large the window is. It applies together with the
 * configured limits, so that the stricter one decides. Not thread-safe: {@link Quota} guards it.
 */
final class VendorWord {
    private static final Duration UNTOLD = Duration.ofSeconds(1);
    private static final Duration UNTOLD_LONGEST = Duration.ofMinutes(1);

    /** Calls are spread over the rest of a window no longer than this. */
    private static final Duration SPREAD_WITHIN = Duration.ofMinutes(2);

    private static final Duration LONGEST_GAP = Duration.ofSeconds(2);

    /** Some vendors report moments in whole seconds. */
    private static final Duration ROUNDED = Duration.ofSeconds(1);

    private final Unit unit;
    private long newest;
    private double left;
    private Instant heard = Instant.MIN;
    private @Nullable Instant until;
    private long limit;
    private boolean refills;
    private boolean rolls;
    private @Nullable Instant begun;
    private Duration pause = Duration.ZERO;
    private Duration longest = Plausible.LONGEST_WAIT;
    private Instant last = Instant.MIN;
    private @Nullable Window window;
    private boolean explained;

    VendorWord(Unit unit) {
        this.unit = unit;
    }

    /**
     * Takes over a report, unless it is older than the last one.
     *
     * @param call the number of the call that brought it
     * @param shape the limit of that window; null if nobody knows how long it is
     * @param unseen what was used after that call, which the vendor has not counted
     * @param own what was counted in such a window up to that call; less than 0 if nobody knows
     * @param filled makes a window with its recent uses
     */
    void hear(
            Reading reading,
            @Nullable Limit shape,
            long call,
            long unseen,
            long own,
            Function<Limit, Window> filled,
            Instant now) {
        if (call < newest) {
            return;
        }
        newest = call;
        longest = Plausible.longest(shape == null ? reading.period() : shape.period());
        Instant reset = reading.reset() == null ? null : earlier(reading.reset(), now.plus(longest));
        boolean nothing = reading.left() <= 0;
        left = Math.max(0, reading.left() - unseen);
        heard = now;
        limit = reading.limit();
        last = last.equals(Instant.MIN) ? now : last;
        boolean plausible = isPlausible(reading, now);
        refills = plausible && reading.refills() && limit > reading.left();
        Instant before = until;
        if (before == null || !now.isBefore(before)) {
            begun = reset;
        } else if (reset != null && begun != null && reading.period() != null) {
            // The end of a window that does not roll stays where it is until then.
            rolls |= Duration.between(begun, reset).compareTo(reading.period().dividedBy(4)) > 0;
        }
        if (reset != null) {
            pause = Duration.ZERO;
            until = reset.isAfter(now) ? reset : null;
        } else if (nothing) {
            // Nobody knows until when: a little longer each time, but never for ever.
            Duration longer = pause.isZero() ? UNTOLD : pause.multipliedBy(2);
            pause = longer.compareTo(UNTOLD_LONGEST) > 0 ? UNTOLD_LONGEST : longer;
            until = now.plus(pause);
        } else {
            pause = Duration.ZERO;
            until = null;
        }
        if (shape == null || !plausible) {
            window = null;
            explained = false;
            return;
        }
        explained = limit - reading.left() <= own
                && (reset == null || !reset.isAfter(now.plus(shape.period()).plus(ROUNDED)));
        if (window != null && window.limit().alike(shape)) {
            window.resize(shape.amount());
        } else {
            window = filled.apply(shape);
            // One that knows of fewer calls than were made cannot stand for the vendor's.
            explained &= window.count(now) >= own;
        }
    }

    /**
     * Whether the window can be as long as the documents say. What refills little by little shows how long the whole takes; another plan may
     * have other windows.
     */
    private static boolean isPlausible(Reading reading, Instant now) {
        Duration period = reading.period();
        Instant reset = reading.reset();
        long used = reading.limit() - reading.left();
        if (period == null || reset == null || !reading.refills() || used <= 0) {
            return true;
        }
        double shown = Duration.between(now, reset).toMillis() * (double) reading.limit() / used;
        return shown > period.toMillis() / 4.0;
    }

    /** Takes off a call that is going to be made, or with a negative amount one that was not. */
    void used(Instant now, long amount) {
        left -= amount;
        last = now;
    }

    /** The window of the limit that it reports; null if it reports none. */
    @Nullable
    Window window() {
        return window;
    }

    /** Why an amount may not be used now, and when it may be; null if it may. */
    Answer.@Nullable No refusal(Instant now, long amount, Pace pace) {
        comeBack(now);
        Window known = window;
        Instant full = known == null ? null : known.fullUntil(now, amount);
        Answer.No byWindow = known == null || full == null
                ? null
                : new Answer.No("the vendor's limit of " + known.limit().inWords() + " is used up", full);
        return Answer.No.later(byWindow, byWord(now, amount, pace));
    }

    /** After the clock was set back it ends no later than it could if it were said now. */
    private void comeBack(Instant now) {
        if (until != null && until.isAfter(now.plus(longest))) {
            until = now.plus(longest);
        }
        heard = earlier(heard, now);
        last = earlier(last, now);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Answer.@Nullable No byWord(Instant now, long amount, Pace pace) {
        Instant reset = until;
        if (reset == null || !now.isBefore(reset)) {
            return null;
        }
        long wanted = limit > 0 ? Math.min(amount, limit) : amount;
        Window known = window;
        if (known != null && explained) {
            // Nobody else uses the key: the window knows better than a word that was on its way for a while.
            return apart(now, known.limit().period(), known.left(now), pace);
        }
        if (refills || (known != null && rolls)) {
            // What was used leaves a window that rolls as steadily as it came.
            double perMilli = known == null
                    ? Math.max(0, limit - left)
                            / Math.max(1, Duration.between(heard, reset).toMillis())
                    : limit / (double) Math.max(1, known.limit().period().toMillis());
            double there = left + perMilli * Duration.between(heard, now).toMillis();
            if (there >= wanted) {
                return known == null ? null : apart(now, known.limit().period(), left, pace);
            }
            long wait = (long) Math.ceil((wanted - there) / perMilli);
            Instant enough = now.plusMillis(Math.max(1, wait));
            return tooFew(there, enough.isBefore(reset) ? enough : reset);
        }
        return left < wanted ? tooFew(left, reset) : spread(now, reset, pace);
    }

    private Answer.No tooFew(double there, Instant until) {
        String what = unit == Unit.TOKENS ? "tokens" : "requests";
        return new Answer.No(
                "the vendor says that " + (there < 1 ? "no more " : "only " + (long) there + ' ') + what + " are left",
                until);
    }

    /** One after the other, not much faster than the limit, when the first half is used. */
    private Answer.@Nullable No apart(Instant now, Duration period, double there, Pace pace) {
        boolean much = there > limit / 2.0 || period.compareTo(SPREAD_WITHIN) > 0;
        if (pace == Pace.AT_ONCE || unit == Unit.TOKENS || much) {
            return null;
        }
        return notBefore(last.plus(period.dividedBy(limit).multipliedBy(6).dividedBy(10)), now);
    }

    /** The last half of a short window is not used in one burst. */
    private Answer.@Nullable No spread(Instant now, Instant reset, Pace pace) {
        boolean much = limit <= 0 || left > limit / 2.0;
        if (pace == Pace.AT_ONCE || unit == Unit.TOKENS || much || last.equals(Instant.MIN)) {
            return null;
        }
        Duration rest = Duration.between(now, reset);
        if (rest.compareTo(SPREAD_WITHIN) > 0) {
            return null;
        }
        Duration gap = rest.dividedBy((long) left + 1);
        return notBefore(last.plus(gap.compareTo(LONGEST_GAP) > 0 ? LONGEST_GAP : gap), now);
    }

    private static Answer.@Nullable No notBefore(Instant next, Instant now) {
        return next.isAfter(now)
                ? new Answer.No("Serai spreads the last requests that the vendor leaves over their time", next)
                : null;
    }

    /** What is left by the report; null if no report is still valid. */
    @Nullable
    Long left(Instant now) {
        Instant reset = until;
        return reset == null || !now.isBefore(reset) ? null : Long.valueOf((long) Math.max(0, left));
    }

    /** Whether no report is valid now. */
    boolean silent(Instant now) {
        return window == null && (until == null || !now.isBefore(until));
    }

    @Nullable
    Instant until() {
        return until;
    }

    long limit() {
        return limit;
    }

    /** As a limit of one model. */
    Limit asLimit() {
        Window known = window;
        return known != null
                ? known.limit()
                : new Limit(
                        unit, (int) Math.clamp(limit, 1, Integer.MAX_VALUE), Duration.ZERO, null, Limit.EACH, false);
    }

    Unit unit() {
        return unit;
    }
}
