package io.serai.provider;

import io.serai.chat.Request;
import io.serai.dialect.VendorErrorException;
import io.serai.provider.failure.Echo;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of vendors' errors. The first row that fits decides: by the vendor's own code where it is known, since some vendors' HTTP
 * statuses mislead; by words of its message with a status that can mean them, unless the request has brought them in; and by the status
 * otherwise.
 */
final class Verdicts {

    /** The party to blame, and so what may be asked next. */
    enum Blame {
        /** The request: it goes back to the caller. */
        CALLER,
        /** What the request says: it goes back to the caller, except where a route says otherwise. */
        CONTENT,
        /** The request, for it is too long for this model: a model that reads more may do. */
        LENGTH,
        /** The request, for it needs what this model cannot do: another may. */
        ABILITY,
        /** The key, which the vendor does not accept: another key may do. */
        KEY,
        /** The account behind the key, which has nothing left to pay with: another key may do. */
        BALANCE,
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
     * @param spoken with which HTTP statuses, and with none at all, words of the message can mean it; the vendor's code means it with all of
     *     {@code statuses}
     * @param words what the vendor's code or message must match; null for anything
     * @param rest how long the blamed one rests if the vendor does not say; null to leave that to its history
     * @param lasting whether it stays so: the vendor does not know the model, or does not offer it to this key
     */
    record Verdict(
            List<Integer> statuses,
            List<Integer> spoken,
            @Nullable Pattern words,
            Blame blame,
            @Nullable Duration rest,
            boolean lasting) {

        boolean fits(int status, String code, String text) {
            if (!statuses.isEmpty() && !statuses.contains(status)) {
                return false;
            }
            if (words == null) {
                return true;
            }
            boolean inWords = spoken.isEmpty() || status == 0 || spoken.contains(status);
            Matcher found = words.matcher(code + ' ' + text);
            while (found.find()) {
                if (inWords || found.end() <= code.length()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** How much of a vendor's words is looked at, in characters: what it means stands at their beginning. */
    private static final int LONGEST_TEXT = 2 << 10;

    private static final int LONGEST_CODE = 256;
    static final Duration LONG = Duration.ofMinutes(10);
    static final Duration SHORT = Duration.ofSeconds(2);

    private static final List<Integer> OF_KEYS = List.of(400, 401, 403);
    private static final List<Integer> OF_LIMITS = List.of(403, 413, 429, 503);
    private static final List<Integer> OF_SIZES = List.of(400, 413, 422, 429);
    private static final List<Integer> OF_QUOTAS = List.of(400, 403, 429);
    private static final List<Integer> OF_MONEY = List.of(400, 401, 402, 403, 412, 429);
    private static final List<Integer> OF_LOAD = List.of(408, 424, 429, 498, 500, 502, 503, 504, 524, 529);

    private static final List<Verdict> TABLE = List.of(
            // What a vendor behind this one says of its key or limit is not about ours.
            row(List.of(401, 403, 429, 500, 502, 503, 504), "provider returned error", Blame.MODEL, null),
            spoken(
                    OF_KEYS,
                    "api_key_invalid|invalid[_ ]?api[_ ]?key|incorrect api key|login fail|organization has been"
                            + " disabled",
                    Blame.KEY,
                    LONG),
            row(List.of(402), null, Blame.BALANCE, LONG),
            // More than the account's minute allows at once, in this model: no other key of its kind helps, nor does
            // waiting.
            spoken(OF_SIZES, "request too large for", Blame.ABILITY, null),
            // DashScope's words for the tokens of a minute, and for what is free of one model.
            spoken(OF_QUOTAS, "^throttling\\.allocationquota|error-code#token-limit", Blame.KEY_FOR_MODEL, SHORT),
            spoken(OF_QUOTAS, "freetieronly", Blame.KEY_FOR_MODEL, LONG),
            spoken(
                    OF_MONEY,
                    "insufficient_quota|insufficient_funds|insufficient balance|not[_ ]enough[_ ]balance|balance is"
                            + " (insufficient|too low)|arrearage|billoverdue|account ?_?is"
                            + " overdue|account_?overdue|overdue balance|spending limit|available credits|have any"
                            + " credits|key limit exceeded|specified api usage limits|^111[0-3]\\b|^1304\\b|^1309\\b",
                    Blame.BALANCE,
                    LONG),
            spoken(
                    OF_LOAD,
                    "^1305\\b|^1312\\b|overloaded|no capacity|capacity (temporarily )?exceeded|model is loading|model"
                            + " busy|queue_exceeded|rate-limited upstream",
                    Blame.MODEL,
                    null),
            row(
                    List.of(429),
                    "(per|/|per-) ?(day|week|month)\\b|\\b[tr]pd\\b|(daily|weekly|monthly)( \\w+)?"
                            + " (limit|quota|allocation)|today's quota|setlimitexceeded",
                    Blame.KEY_FOR_MODEL,
                    LONG),
            // Google and OpenAI speak of billing whenever a limit is reached.
            spoken(
                    OF_LIMITS,
                    "resource_exhausted|^130[23]\\b|rate_limit|rate limit|too many requests|throttling",
                    Blame.KEY_FOR_MODEL,
                    SHORT),
            spoken(OF_MONEY, "billing", Blame.BALANCE, LONG),
            noModel(List.of(), "^1211\\b|^1220\\b|^1311\\b"),
            row(List.of(429), null, Blame.KEY_FOR_MODEL, SHORT),
            row(List.of(401), null, Blame.KEY, LONG),
            row(
                    List.of(400, 403, 422),
                    "content_filter|content"
                            + " filtering|content_policy_violation|data_inspection_failed|datainspectionfailed|^1301\\b|sensitive"
                            + " content|sensitivecontent|new_sensitive|prohibited_content|content exists risk|requires"
                            + " moderation|violating our usage policy|violates usage guidelines|input was flagged",
                    Blame.CONTENT,
                    null),
            row(
                    List.of(400, 403, 404, 422),
                    "does(n't| not) support"
                            + " (tool|function|thinking|image|vision|multimodal|chat|generate|completion|insert|embedding)|(tools?|tool"
                            + " (calling|use)|function call(ing)?|images?|vision)['`]? (is|are) not"
                            + " supported|image_url['`]? is only supported by|unknown variant ['`]?image_url|no endpoints"
                            + " found that (support|can handle)|only supported by certain models|not a multimodal"
                            + " model|tool choice requires|^1212\\b",
                    Blame.ABILITY,
                    null),
            noModel(List.of(403), "model|subscription|tier|terms"),
            // Without a word it is not the API that speaks, but what stands before it: a proxy, a firewall.
            row(List.of(403), "^ $", Blame.PROVIDER, null),
            row(List.of(403), null, Blame.KEY, LONG),
            // OpenRouter has endpoints where others have models, NVIDIA functions.
            noModel(
                    List.of(404, 410),
                    "model|deployment|engine|retired|deprecated|end of life|no endpoints found|function '|"
                            + Pattern.quote(Echo.NAME)),
            row(List.of(400, 422), "degraded function", Blame.MODEL, LONG),
            noModel(
                    List.of(400, 422),
                    "model_not_(found|supported|available)|model_terms_required|invalid[_ ]model\\b|not a valid model"
                            + "|no such model|unknown model|no models loaded|model id .{0,200}no provider"
                            + "|model .{0,200}(not found|does not exist|not exist|decommissioned|retired)"),
            row(
                    List.of(400, 413, 422),
                    "context_length_exceeded|context (length|size|window|limit)|exceed_context_size|maximum"
                            + " (prompt|model) length|prompt (is )?too long|input is too long|reduce the length"
                            + " of|(input|prompt) token count .{0,200}exceeds|model token limit|tokens_limit_reached|too"
                            + " many tokens|max_seq_len|max_new_tokens. must be|range of input length|^1261\\b",
                    Blame.LENGTH,
                    null),
            // Groq's words for a model that has not kept to the tools or the schema.
            row(List.of(400), "tool_use_failed|json_validate_failed", Blame.ABILITY, null),
            row(List.of(400), "user location is not supported", Blame.KEY, LONG),
            row(List.of(400, 413, 422), null, Blame.CALLER, null),
            row(List.of(408, 500, 503, 524, 529), null, Blame.MODEL, null),
            row(List.of(), null, Blame.PROVIDER, null));

    private Verdicts() {}

    static Verdict of(VendorErrorException error) {
        return of(error, error.text());
    }

    /** @param words what the vendor has said itself, without what it has quoted from the request */
    private static Verdict of(VendorErrorException error, String words) {
        String code = beginning(error.code(), LONGEST_CODE).toLowerCase(Locale.ROOT);
        String text = beginning(words, LONGEST_TEXT).toLowerCase(Locale.ROOT);
        return TABLE.stream()
                .filter(row -> row.fits(error.status(), code, text))
                .findFirst()
                .orElseThrow();
    }

    static Verdict of(VendorErrorException error, String model, @Nullable Request request) {
        return of(error, Echo.without(beginning(error.text(), LONGEST_TEXT), model, request));
    }

    private static String beginning(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** By the vendor's code with any status, by words of its message with those that can mean it. */
    private static Verdict spoken(List<Integer> spoken, String words, Blame blame, @Nullable Duration rest) {
        return new Verdict(List.of(), spoken, Pattern.compile(words), blame, rest, false);
    }

    private static Verdict row(List<Integer> statuses, @Nullable String words, Blame blame, @Nullable Duration rest) {
        return new Verdict(statuses, List.of(), words == null ? null : Pattern.compile(words), blame, rest, false);
    }

    private static Verdict noModel(List<Integer> statuses, String words) {
        return new Verdict(statuses, List.of(), Pattern.compile(words), Blame.MODEL, LONG, true);
    }
}
