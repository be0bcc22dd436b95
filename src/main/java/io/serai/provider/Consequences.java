package io.serai.provider;

import io.serai.chat.ChatException;
import io.serai.chat.Failure;
import io.serai.chat.Outcome;
import io.serai.chat.RejectedException;
import io.serai.dialect.VendorErrorException;
import io.serai.provider.Verdicts.Blame;
import io.serai.provider.Verdicts.Verdict;
import io.serai.provider.failure.Secrets;
import io.serai.provider.health.BackOff;
import io.serai.provider.key.KeyRing;
import io.serai.provider.key.KeyState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Applies a vendor's error: which key, model or provider rests and how long, and who may be asked next. */
final class Consequences {
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final Duration SHORTEST = Duration.ofMillis(125);
    private static final Duration SHORT_LONGEST = Duration.ofMinutes(1);

    /** A longer wait is not that of a limit by the minute. */
    private static final Duration WINDOW_OF_A_DAY = Duration.ofMinutes(30);

    private final VendorErrorException error;
    private final VendorCall attempt;
    private final Instant now;
    private final Verdict verdict;
    private final Outcome ending;
    private final String outcome;
    private final String said;
    private final KeyRing keys;
    private final @Nullable Duration told;
    private final @Nullable Instant until;

    private Consequences(VendorErrorException error, VendorCall attempt, Instant now) {
        this.error = error;
        this.attempt = attempt;
        this.now = now;
        this.verdict = Verdicts.of(error, attempt.model(), attempt.request());
        this.ending = error.status() == 0 ? Outcome.ERROR : Outcome.STATUS;
        this.outcome = ending.word(error.status());
        this.said = error.text().isBlank()
                ? ""
                : ": " + Secrets.shorten(error.text(), attempt.provider().keys());
        ProviderState state = attempt.provider().state();
        this.keys = state.keys();
        this.told = error.retryAfter() == null ? null : state.plausible(error.retryAfter());
        Duration wait = told != null ? told : verdict.rest();
        this.until = wait == null ? null : now.plus(wait);
    }

    /** Lets the blamed one rest, and gives the exception that says who may be asked next. */
    static ChatException of(VendorErrorException error, VendorCall attempt, Instant now) {
        Consequences all = new Consequences(error, attempt, now);
        return switch (all.verdict.blame()) {
            case CALLER -> all.rejected();
            case CONTENT ->
                new ContentFilteredException(error.status(), attempt.target() + " refuses the content" + all.said);
            case LENGTH -> UnavailableException.tooLong(attempt.target() + " refuses the request" + all.said);
            case ABILITY -> UnavailableException.unable(attempt.target() + " refuses the request" + all.said);
            case KEY, BALANCE -> all.ofKey();
            case KEY_FOR_MODEL -> all.ofLimit();
            case MODEL -> all.verdict.lasting() ? all.ofUnknownModel() : all.ofModel();
            case PROVIDER -> all.ofProvider();
        };
    }

    private ChatException rejected() {
        return new RejectedException(
                error.status(),
                Secrets.code(error.code(), attempt.provider().keys()),
                attempt.target() + " refuses the request" + said,
                Secrets.param(error.param(), attempt.provider().keys()));
    }

    private ChatException ofKey() {
        boolean refused = verdict.blame() == Blame.KEY;
        KeyState.Kind kind = refused ? KeyState.Kind.REFUSED : KeyState.Kind.UNPAID;
        Duration rest =
                told == null ? BackOff.after(keys.times(attempt.key(), "", kind), Verdicts.LONG, LONGEST) : told;
        keys.rest(attempt.key(), "", kind, outcome + said, now.plus(rest));
        String why = !refused ? " has no balance left" : attempt.key().isEmpty() ? " wants a key" : " refuses the key";
        return UnavailableException.otherKey(
                refused ? Failure.KEY_REFUSED : Failure.NO_BALANCE,
                ending,
                error.status(),
                attempt.target() + why + alias() + said,
                null);
    }

    private ChatException ofLimit() {
        if (told == null) {
            // It may have been too many at once.
            attempt.permits().refused();
        }
        boolean manyHours = Verdicts.LONG.equals(verdict.rest());
        int times =
                keys.times(attempt.key(), attempt.model(), manyHours ? KeyState.Kind.EXHAUSTED : KeyState.Kind.COOLING);
        Duration rest;
        if (told != null) {
            rest = longest(told, atLeast(times));
        } else {
            rest = manyHours
                    ? BackOff.after(times, Verdicts.LONG, LONGEST)
                    : BackOff.after(times, Verdicts.SHORT, SHORT_LONGEST);
        }
        boolean day = manyHours || rest.compareTo(WINDOW_OF_A_DAY) >= 0;
        Instant back = now.plus(rest);
        keys.rest(
                attempt.key(),
                attempt.model(),
                day ? KeyState.Kind.EXHAUSTED : KeyState.Kind.COOLING,
                outcome + said,
                back);
        return UnavailableException.otherKey(
                Failure.LIMIT,
                ending,
                error.status(),
                attempt.target() + " has reached its limit" + alias() + said,
                back);
    }

    private ChatException ofUnknownModel() {
        attempt.provider().state().models().unknown(attempt.model(), outcome + said, until);
        return UnavailableException.noModel(
                ending,
                error.status(),
                attempt.provider().name() + " does not offer the model " + attempt.model() + said);
    }

    private ChatException ofModel() {
        attempt.provider().state().models().failed(attempt.model(), outcome, until);
        return new OutageException(
                ending, error.status(), attempt.target() + " answered " + outcome + said, false, until, error);
    }

    private ChatException ofProvider() {
        String moved = error.status() / 100 == 3 ? ", which is a redirect: correct the url" : "";
        return new OutageException(
                ending, error.status(), attempt.target() + " answered " + outcome + moved + said, true, until, error);
    }

    /** Which of the keys it was, without showing it. */
    private String alias() {
        return attempt.key().isEmpty() ? "" : " (key " + keys.alias(attempt.key()) + ")";
    }

    /** How long to wait after a limit, whatever the vendor says: some say that none is needed, each time again. */
    private static Duration atLeast(int times) {
        return times == 0 ? Duration.ZERO : BackOff.after(times, SHORTEST, Verdicts.SHORT);
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
