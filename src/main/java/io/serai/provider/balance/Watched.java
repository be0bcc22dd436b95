package io.serai.provider.balance;

import io.serai.provider.health.BackOff;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One account: its balance, and when to ask again. One that is not used is not asked, unless it is off. */
final class Watched {
    /** So soon a call has mostly been charged. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final Forecast forecast = new Forecast();
    private Account account;
    private @Nullable Instant due;
    private Instant earliest = Instant.MIN;
    private boolean used;
    private boolean asking;
    private int failures;
    private @Nullable Balance last;
    private boolean enough = true;

    Watched(Account account) {
        this.account = account;
    }

    synchronized Account account() {
        return account;
    }

    /** Notes that a call was made. */
    synchronized void used(Account now, Instant at) {
        account = now;
        used = true;
        if (due == null && !asking) {
            Instant settled = at.plus(SETTLED);
            due = settled.isAfter(earliest) ? settled : earliest;
        }
    }

    /** Takes the account as it is configured now; true if what is left is enough now and was not, or the other way round. */
    synchronized boolean configured(Account now) {
        account = now;
        boolean before = enough;
        enough = last == null || last.isMoreThan(now.minimum());
        return enough != before;
    }

    /** Whether to ask now; who gets a yes does so, and says how it went. */
    synchronized boolean begins(Instant now) {
        if (due == null || asking || now.isBefore(due)) {
            return false;
        }
        due = null;
        if (!used && enough) {
            return false;
        }
        used = false;
        asking = true;
        return true;
    }

    /** Takes the answer; gives the time of the next. */
    synchronized Instant told(Balance balance, Instant now) {
        last = balance;
        enough = balance.isMoreThan(account.minimum());
        failures = 0;
        // What is left without being usable is as good as spent.
        return again(
                now, forecast.next(now, balance.usable() ? balance.amount() : account.minimum(), account.minimum()));
    }

    /** Takes that there was no answer; true if the last time there was one. */
    synchronized boolean failed(Instant now) {
        again(now, BackOff.after(failures, Forecast.SHORTEST, enough ? Forecast.LONGEST : Forecast.LONGEST_OFF));
        return failures++ == 0;
    }

    private Instant again(Instant now, Duration wait) {
        asking = false;
        earliest = now.plus(wait);
        due = earliest;
        return earliest;
    }

    synchronized boolean enough() {
        return enough;
    }

    synchronized @Nullable Balance last() {
        return last;
    }

    /** The report; null before the first answer. */
    synchronized @Nullable Known known() {
        return last == null ? null : new Known(last, forecast.lasts(), earliest);
    }

    synchronized Instant earliest() {
        return earliest;
    }
}
