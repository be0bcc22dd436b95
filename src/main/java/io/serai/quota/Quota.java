package io.serai.quota;

import io.serai.quota.Limit.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The quota of a provider's keys: within its limits, and within the remainder that the vendor reports. It answers a request for a
 * permit with one, or says why there is none and when there will be. Counts outlive a change of the limits and, with a ledger, a restart.
 */
public final class Quota {
    /** The name under which models without end are counted together. */
    public static final String OTHERS = "(others)";

    private static final int SOME = 100;

    /** No call uses more. */
    private static final long MOST_TOKENS = 1_000_000_000;

    /** A clock that is corrected by less has not been set. */
    private static final Duration SET_BACK = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Runnable freed;
    private final boolean exact;
    private final Windows windows;
    private final RunningCalls running = new RunningCalls();
    private final Accounts accounts = new Accounts();
    private Instant last = Instant.MIN;

    public Quota(InstantSource clock, Ledger ledger) {
        this(clock, ledger, () -> {});
    }

    /** @param freed runs after each call that has ended, since another may begin then */
    public Quota(InstantSource clock, Ledger ledger, Runnable freed) {
        this(clock, ledger, freed, false);
    }

    private Quota(InstantSource clock, Ledger ledger, Runnable freed, boolean exact) {
        this.clock = clock;
        this.freed = freed;
        this.exact = exact;
        this.windows = new Windows(ledger, exact);
    }

    /**
     * A quota as the vendor's side counts it: a call counts when it is taken, and is forgotten to the millisecond. A client's quota leaves
     * time for the way to the vendor instead.
     */
    public static Quota exact(InstantSource clock, Ledger ledger) {
        return new Quota(clock, ledger, () -> {}, true);
    }

    /** Sets the limits. A window of the same length keeps its count; the ledger fills a new one. */
    public synchronized void limits(List<Limit> next) {
        windows.limits(next);
    }

    /** Sets under which name the uses of a model are kept: its own, or {@link #OTHERS}. */
    public synchronized void names(UnaryOperator<String> named) {
        windows.names(named);
    }

    /** Whether there are any limits. */
    public synchronized boolean limited() {
        return !windows.limits().isEmpty();
    }

    /**
     * Takes a permit for one call.
     *
     * @param key the name of the key, which does not show the key itself
     * @param expected how many tokens it will probably cost; they are held until {@link Permit#settle}
     */
    public Answer take(String key, String model, long expected) {
        return take(key, model, expected, Scope.ALL, Pace.AT_ONCE);
    }

    /** @param scope which limits may refuse it; it counts in all of them */
    public synchronized Answer take(String key, String model, long expected, Scope scope, Pace pace) {
        Instant now = now();
        long tokens = plausible(expected);
        Answer.No refusal = refusal(key, model, tokens, 1, null, pace, now, except(scope));
        if (refusal != null) {
            return refusal;
        }
        Account account = accounts.of(key, windows.name(model));
        account.begin(tokens, now);
        Permit permit = new Permit(this, key, model, account, now, tokens);
        permit.hold();
        windows.remember(now, key, model, 1, tokens);
        running.add(permit);
        if (exact) {
            permit.sent();
            permit.arrived(true);
        }
        return permit;
    }

    /** Why there is no permit now; null if there is one. Takes none. */
    public Answer.@Nullable No look(String key, String model, long tokens) {
        return look(key, model, tokens, Scope.ALL, Pace.AT_ONCE);
    }

    /** Why these limits leave no permit now; null if they leave one. Takes none. */
    public synchronized Answer.@Nullable No look(String key, String model, long tokens, Scope scope, Pace pace) {
        return refusal(key, model, plausible(tokens), 1, null, pace, now(), except(scope));
    }

    /**
     * How many more calls the limit of the route's throttler leaves to a key now; less than 0 after it was lowered, and some if there is no
     * such limit.
     */
    public synchronized int room(String key) {
        Limit limit = Limit.throttled(windows.limits());
        if (limit == null) {
            return SOME;
        }
        Instant now = now();
        return (int) (limit.amount() - windows.of(limit, key, "", now).count(now));
    }

    private @Nullable Limit except(Scope scope) {
        return scope == Scope.ALL ? null : Limit.throttled(windows.limits());
    }

    /**
     * Why there are not enough permits for several calls now, and when there probably is one for the last of them; null if there are enough.
     *
     * @param calls how many, each with this many tokens
     * @param usual how long a call usually takes, to forecast when running calls end; null for no forecast
     */
    public synchronized Answer.@Nullable No look(
            String key, String model, long tokens, int calls, @Nullable Duration usual, Pace pace) {
        return refusal(key, model, plausible(tokens), calls, usual, pace, now(), null);
    }

    /** The earliest moment for permits for several calls: if all running calls end now and give back the tokens that are held for them. */
    public synchronized Instant soonest(String key, String model, long tokens, int calls) {
        Instant now = now();
        Instant latest = now;
        for (Limit limit : windows.limits()) {
            if (limit.unit() != Unit.PARALLEL && limit.isFor(model)) {
                long amount = limit.unit().of(Math.max(1, plausible(tokens)));
                Instant free = windows.of(limit, key, model, now).freeAtBest(now, amount * calls);
                latest = free.isAfter(latest) ? free : latest;
            }
        }
        Account account = find(key, model);
        Answer.No reported = account == null ? null : account.refusal(plausible(tokens), calls, Pace.AT_ONCE, now);
        Instant until = reported == null ? null : reported.until();
        return until != null && until.isAfter(latest) ? until : latest;
    }

    private Answer.@Nullable No refusal(
            String key,
            String model,
            long tokens,
            int calls,
            @Nullable Duration usual,
            Pace pace,
            Instant now,
            @Nullable Limit except) {
        Answer.No latest = null;
        for (Limit limit : windows.limits()) {
            if (limit.equals(except) || !limit.isFor(model)) {
                continue;
            }
            if (limit.unit() == Unit.PARALLEL) {
                Answer.No no = running.refusal(windows.bucket(limit, key, model), calls, usual, now);
                if (no != null && no.until() == null) {
                    return no;
                }
                latest = Answer.No.later(latest, no);
                continue;
            }
            Window window = windows.of(limit, key, model, now);
            long amount = limit.unit().of(Math.max(1, tokens));
            Instant until = calls == 1 ? window.fullUntil(now, amount) : window.freeAt(now, amount * calls);
            if (until != null && until.isAfter(now)) {
                latest = Answer.No.later(
                        latest, new Answer.No("the limit of " + limit.inWords() + " is used up", until));
            }
        }
        Account account = find(key, model);
        return account == null ? latest : Answer.No.later(latest, account.refusal(tokens, calls, pace, now));
    }

    /** What is left for a key and a model: of each limit, in the order of the limits, and then by the vendor's reports. */
    public synchronized List<Left> left(String key, String model) {
        Instant now = now();
        List<Left> all = new ArrayList<>();
        for (Limit limit : windows.limits()) {
            if (!limit.isFor(model)) {
                continue;
            }
            if (limit.unit() == Unit.PARALLEL) {
                int used = running.count(windows.bucket(limit, key, model));
                all.add(new Left(limit, "", limit.amount(), Math.max(0, limit.amount() - used), now));
            } else {
                Window window = windows.of(limit, key, model, now);
                all.add(new Left(limit, "", limit.amount(), window.left(now), window.anew(now)));
            }
        }
        Account account = find(key, model);
        if (account != null) {
            account.left(now, all);
        }
        return all;
    }

    /** The share, 0 to 1, that is left of the limit that is nearest to its end; 1 without limits. */
    public double share(String key, String model) {
        return left(key, model).stream()
                .filter(left -> left.amount() > 0)
                .mapToDouble(left -> Math.min(1, left.left() / (double) left.amount()))
                .min()
                .orElse(1);
    }

    /** How many calls with a key are under way, for all its models. */
    public synchronized int running(String key) {
        return accounts.running(key);
    }

    /** The time. If the clock was set back, all windows are counted again. */
    private Instant now() {
        Instant now = clock.instant();
        if (now.plus(SET_BACK).isBefore(last)) {
            windows.recount(now);
            last = now;
        } else if (now.isAfter(last)) {
            last = now;
        }
        return now;
    }

    /** The time as it is, for a call that runs. */
    Instant instant() {
        return clock.instant();
    }

    Windows windows() {
        return windows;
    }

    static long plausible(long tokens) {
        return Math.clamp(tokens, 0, MOST_TOKENS);
    }

    private @Nullable Account find(String key, String model) {
        return accounts.find(key, windows.name(model));
    }

    /** Counts a call no longer as running. */
    void end(Permit permit) {
        synchronized (this) {
            Account account = permit.account();
            permit.shut();
            account.end(permit.isAnswered());
            accounts.trim(permit.key(), windows.name(permit.model()), account);
            running.remove(permit);
        }
        freed.run();
    }

    /** Which limits may refuse a call. */
    public enum Scope {
        ALL,
        /** All but the limit on which the throttler of the provider's route decides. */
        BESIDE_THROTTLE
    }

    /** A permit, or why there is none. */
    public sealed interface Answer permits Permit, Answer.No {

        /** @param until when there will be one; null if that depends on calls that are running */
        record No(String why, @Nullable Instant until) implements Answer {

            /** The one that lasts longer; an unknown end is the longest. */
            static @Nullable No later(@Nullable No one, @Nullable No other) {
                if (one == null || other == null) {
                    return one == null ? other : one;
                }
                Instant until = one.until();
                Instant otherUntil = other.until();
                return until != null && (otherUntil == null || otherUntil.isAfter(until)) ? other : one;
            }
        }
    }
}
