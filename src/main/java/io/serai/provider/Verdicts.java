package io.serai.provider;

import io.serai.chat.ChatException;
import io.serai.chat.RejectedException;
import io.serai.dialect.VendorErrorException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor's error means. The first row that fits decides: by the vendor's own code or words where they are known, since some
 * vendors' HTTP statuses mislead, and by the status otherwise.
 */
final class Verdicts {

    /** Who is to blame, and so who may be asked next. */
    enum Blame {
        /** The request: it goes back to the caller. */
        CALLER,
        /** The request, for it is too long for this model: a model that reads more may do. */
        LENGTH,
        /** The request, for it needs what this model cannot do: another may. */
        ABILITY,
        /** The key, for all models: another key may do. */
        KEY,
        /** The key, for this model: its limit is reached; another key may do. */
        KEY_FOR_MODEL,
        /** The model at this vendor: other models of the provider go on. */
        MODEL,
        /** The provider as a whole. */
        PROVIDER
    }

    /**
     * A row of the table.
     *
     * @param statuses which HTTP statuses it is for; empty for all
     * @param words what the vendor's code or message must match; null for anything
     * @param rest how long the blamed one rests if the vendor does not say; null to leave that to its history
     */
    record Verdict(
            List<Integer> statuses,
            @Nullable Pattern words,
            Blame blame,
            @Nullable Duration rest) {
        boolean fits(int status, String text) {
            return (statuses.isEmpty() || statuses.contains(status))
                    && (words == null || words.matcher(text).find());
        }
    }

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final List<Verdict> TABLE = List.of(
            row(List.of(), "api_key_invalid|invalid_api_key|incorrect api key|arrearage", Blame.KEY, LONG),
            row(List.of(402), null, Blame.KEY, LONG),
            row(
                    List.of(),
                    "insufficient_quota|insufficient balance|allocationquota|^1113\\b|^1304\\b|billing",
                    Blame.KEY,
                    LONG),
            row(
                    List.of(),
                    "^130[23]\\b|rate_limit|rate limit|too many requests|throttling",
                    Blame.KEY_FOR_MODEL,
                    SHORT),
            row(List.of(), "^1305\\b|^1312\\b|overloaded|no capacity|model is loading", Blame.MODEL, null),
            row(List.of(429), null, Blame.KEY_FOR_MODEL, SHORT),
            row(List.of(401), null, Blame.KEY, LONG),
            row(List.of(403), "model|subscription|tier|terms", Blame.MODEL, LONG),
            row(List.of(403), null, Blame.KEY, LONG),
            row(List.of(404, 410), "model|deployment|engine|retired|deprecated", Blame.MODEL, LONG),
            row(
                    List.of(400),
                    "model_not_found|model .*(not found|does not exist|not exist|decommissioned|retired)",
                    Blame.MODEL,
                    LONG),
            row(
                    List.of(400, 413, 422),
                    "context_length_exceeded|maximum context length|prompt is too long|input token count .*exceeds",
                    Blame.LENGTH,
                    null),
            row(List.of(400), "does not support (tools|thinking|images?|vision)", Blame.ABILITY, null),
            row(List.of(400), "user location is not supported", Blame.KEY, LONG),
            row(List.of(400, 413, 422), null, Blame.CALLER, null),
            row(List.of(408, 500, 503, 524, 529), null, Blame.MODEL, null),
            row(List.of(), null, Blame.PROVIDER, null));

    private Verdicts() {}

    static Verdict of(VendorErrorException error) {
        String text = (error.code() + ' ' + error.text()).toLowerCase(Locale.ROOT);
        return TABLE.stream()
                .filter(row -> row.fits(error.status(), text))
                .findFirst()
                .orElseThrow();
    }

    /** Lets the blamed one rest, and gives the exception that says who may be asked next. */
    static ChatException apply(VendorErrorException error, Attempt attempt, Instant now) {
        Verdict verdict = of(error);
        String outcome = error.status() == 0 ? "error" : Integer.toString(error.status());
        String said = error.text().isBlank() ? "" : ": " + Secrets.shorten(error.text(), attempt.key());
        ProviderState state = attempt.provider().state();
        Duration wait = error.retryAfter() != null ? error.retryAfter() : verdict.rest();
        Instant until = wait == null ? null : now.plus(wait);
        return switch (verdict.blame()) {
            case CALLER ->
                new RejectedException(
                        error.status(),
                        error.code().isEmpty() ? "invalid_request" : error.code(),
                        attempt.target() + " refuses the request" + said,
                        error.param());
            case LENGTH -> UnavailableException.tooLong(attempt.target() + " refuses the request" + said);
            case ABILITY -> UnavailableException.unable(attempt.target() + " refuses the request" + said);
            case KEY, KEY_FOR_MODEL -> {
                boolean limit = verdict.blame() == Blame.KEY_FOR_MODEL;
                Instant back = until == null ? now.plus(SHORT) : until;
                state.keys().rest(attempt.key(), limit ? attempt.model() : "", new KeyRing.Rest(back, limit));
                String key =
                        attempt.key().isEmpty() ? "" : " (key " + state.keys().alias(attempt.key()) + ")";
                yield new UnavailableException(
                        outcome,
                        attempt.target() + (limit ? " has reached its limit" : " refuses the key") + key + said,
                        back,
                        true);
            }
            case MODEL -> {
                state.models().failed(attempt.model(), outcome, until);
                yield new OutageException(
                        outcome, attempt.target() + " answered " + outcome + said, false, until, error);
            }
            case PROVIDER ->
                new OutageException(outcome, attempt.target() + " answered " + outcome + said, true, until, error);
        };
    }

    private static Verdict row(List<Integer> statuses, @Nullable String words, Blame blame, @Nullable Duration rest) {
        return new Verdict(statuses, words == null ? null : Pattern.compile(words), blame, rest);
    }
}
