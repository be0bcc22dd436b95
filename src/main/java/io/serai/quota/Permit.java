package io.serai.quota;

import io.serai.quota.Limit.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Permission for one call, which counts in the windows of its limits. Close it when the call has ended. Thread-safe: the lock of its
 * {@link Quota} guards it.
 */
public final class Permit implements Quota.Answer, AutoCloseable {
    /** The delay of a call that may not have reached the vendor yet. */
    private static final Duration UNKNOWN = Duration.ofDays(1);

    private final Quota quota;
    private final String key;
    private final String model;
    private final Account account;
    private final List<Bucket> parallel;
    private final List<Window> windows;
    private final long[] counts;
    private final long number;
    private final long heldUpTo;
    private Instant at;
    private long tokens;
    private Duration late = UNKNOWN;
    private boolean known;
    private boolean sent;
    private boolean isOpen;
    private boolean called = true;
    private boolean answered;

    /**
     * A permit for the call that the account has begun last.
     *
     * @param tokens held for it until its cost is known
     */
    Permit(Quota quota, String key, String model, Account account, Instant at, long tokens) {
        this.quota = quota;
        this.key = key;
        this.model = model;
        this.account = account;
        this.at = at;
        this.tokens = tokens;
        this.number = account.asked();
        this.heldUpTo = account.held();
        this.parallel = quota.windows().parallel(key, model);
        this.windows = quota.windows().of(key, model, account, at);
        this.counts = new long[windows.size()];
    }

    String key() {
        return key;
    }

    String model() {
        return model;
    }

    Account account() {
        return account;
    }

    /** The buckets of limits of parallel calls. */
    List<Bucket> parallel() {
        return parallel;
    }

    /** When it was taken, or sent. */
    Instant at() {
        return at;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Holds room in its windows until the request goes out. */
    void hold() {
        windows.forEach(window -> window.hold(window.limit().unit().of(tokens)));
        open(tokens);
    }

    /** Notes in its windows that these tokens are held for it, and that some of them may be given back. */
    private void open(long held) {
        isOpen = held > 0;
        for (Window window : windows) {
            if (window.limit().unit() == Unit.TOKENS) {
                window.open(held);
            }
        }
    }

    /** Notes that its cost is known, or that it has ended. */
    void shut() {
        if (isOpen) {
            open(-tokens);
        }
    }

    /** Reports that the request goes out now. From this moment it counts in windows that roll. */
    public void sent() {
        synchronized (quota) {
            Instant now = quota.instant();
            takeOut(now);
            sent = true;
            at = now;
            late = UNKNOWN;
            known = account.delays().known();
            putIn(now);
            for (int i = 0; i < counts.length; i++) {
                counts[i] = windows.get(i).count(now);
            }
        }
    }

    /**
     * Reports that the vendor has begun to answer. The call counts from the latest moment at which it can have reached the vendor.
     *
     * @param well whether the vendor answers what was asked
     */
    public void arrived(boolean well) {
        synchronized (quota) {
            if (!sent || !late.equals(UNKNOWN)) {
                return;
            }
            Instant now = quota.instant();
            takeOut(now);
            Duration took = at.isAfter(now) ? Duration.ZERO : Duration.between(at, now);
            late = account.delays().late(took);
            if (well) {
                account.delays().answered(took);
            }
            putIn(now);
        }
    }

    private void putIn(Instant now) {
        for (Window window : windows) {
            window.add(at(window), now, window.limit().unit().of(tokens));
        }
    }

    /** Takes the call out of its windows, whether it counts there or is only held. */
    private void takeOut(Instant now) {
        for (Window window : windows) {
            count(window, now, -window.limit().unit().of(tokens));
        }
    }

    /** Counts this much more, or holds it if the request was not sent yet. */
    private void count(Window window, Instant now, long amount) {
        if (sent) {
            window.add(at(window), now, amount);
        } else {
            window.hold(amount);
        }
    }

    /** The latest moment at which it can have reached the vendor. */
    private Instant at(Window window) {
        Duration most = window.slack(known);
        return at.plus(late.compareTo(most) < 0 ? late : most);
    }

    /** Replaces the tokens that are held for the call by the tokens that it has cost. */
    public void settle(long actual) {
        synchronized (quota) {
            long cost = Quota.plausible(actual);
            long more = cost - tokens;
            Instant now = quota.instant();
            shut();
            tokens = cost;
            if (more == 0) {
                return;
            }
            for (Window window : windows) {
                if (window.limit().unit() == Unit.TOKENS) {
                    count(window, now, more);
                }
            }
            quota.windows().remember(at, key, model, 0, more);
        }
    }

    /** Takes over what the vendor's answer to this call says is left. The vendor has not counted the calls after this one. */
    public void observe(Reading reading) {
        synchronized (quota) {
            Instant now = quota.instant();
            Windows all = quota.windows();
            Limit shape = reading.shape(all.limits(), model);
            account.hear(
                    reading,
                    shape,
                    number,
                    heldUpTo,
                    shape == null ? -1 : counted(shape),
                    limit -> all.filled(limit, key, model, now),
                    now);
        }
    }

    /** The count, this call included, when it was sent in the window that the vendor reports; less than 0 if nobody knows. */
    private long counted(Limit reported) {
        for (int i = windows.size() - 1; sent && i >= 0; i--) {
            if (windows.get(i).limit().isAsLongAs(reported)) {
                return counts[i];
            }
        }
        return -1;
    }

    /** Reports that the vendor has answered the call. */
    public void answered() {
        answered = true;
    }

    /** Reports that the vendor has refused the call because of a limit. */
    public void refused() {
        synchronized (quota) {
            account.refused(quota.instant());
        }
    }

    /** Reports that the vendor was not called after all, so that nothing was used. */
    public void unused() {
        if (!called) {
            return;
        }
        called = false;
        synchronized (quota) {
            Instant now = quota.instant();
            shut();
            takeOut(now);
            account.takeBack(tokens, now);
            quota.windows().remember(at, key, model, -1, -tokens);
        }
    }

    @Override
    public void close() {
        if (called) {
            if (!sent) {
                sent();
            }
            arrived(false);
        }
        quota.end(this);
    }
}
