package io.serai.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The patterns to redact in every text, in this order: secrets by their shape and context, then personal data. */
final class Pack {
    /** Prefixes that vendors give to their secrets, so that scanners know them. */
    private static final String PREFIXES =
            "sk[-_]|pk[-_]|rk[-_]|gsk_|csk-|nvapi-|github_pat_|gh[pousr]_|glpat-|hf_|xai-|pplx-|r8_|fw_|tvly-"
                    + "|cfut_|vck_|cpk_|npm_|pypi-|rubygems_|dckr_pat_|dop_v1_|shpat_|SG\\.|xox[abeprs]-|xapp-|ya29\\.|1//0|AKIA|ASIA|AIza|AQ\\."
                    + "|sbp_|lin_api_|figd_|PMAK-|whsec_|ATATT3|ATCTT3|hvs\\.|tskey-|phc_|phx_|sntrys_|sntryu_|eyJ|AGE-SECRET-KEY-|sq0[a-z]{3}-"
                    + "|ctx7sk-|LLM\\||esecret_|dapi|secret_|ntn_|pat[-_]|key-";

    private static final Pattern KEY = Pattern.compile("(?<![A-Za-z0-9])(?:" + PREFIXES + ")[A-Za-z0-9_.=~+/|-]{12,}+");
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\\z)",
            Pattern.DOTALL);
    private static final Pattern IN_ADDRESS = Pattern.compile("://([^\\s/@:\"'<>]{0,100}+:[^\\s/@\"'<>]{1,200}+)@");
    private static final Pattern SHOWN = Pattern.compile("(?i)\\b(?:bearer|basic)\\s{1,3}([A-Za-z0-9._~+/=-]{8,}+)");
    private static final Pattern NAMED = Pattern.compile(
            "(?i)(?<![A-Za-z0-9])([\\w.-]{0,40}?(?:api[_-]?key|secret|passw(?:or)?d|passwort|passphrase|kennwort|pwd|token|credential"
                    + "|private[_-]?key|access[_-]?key|auth)[\\w.-]{0,20}+)[\\\\\"'`]{0,2}\\s{0,3}(?:=>|:=|[:=])\\s{0,3}[\\\\\"'`]{0,2}"
                    + "([^\\s\"'`\\\\,;)}\\]]{6,}+)");
    private static final Pattern SAID = Pattern.compile(
            "(?i)\\b(?:password|passwort|passphrase|kennwort|passcode)\\s{1,3}(?:is|ist|lautet|was|war)\\s{0,2}:?\\s{1,3}[\"'`]?([^\\s\"'`]{4,}+)");
    private static final Pattern EMAIL = Pattern.compile(
            "[\\p{L}\\p{N}._%+-]{1,64}+@(?:[\\p{L}\\p{N}-]{1,63}+\\.){1,8}+(?:[\\p{L}\\p{N}-]{2,24}+)?");
    private static final Pattern SSN =
            Pattern.compile("(?<![\\d-])(?!000|666|9)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}(?![\\d-])");
    private static final Pattern IPV6 =
            Pattern.compile("(?<![\\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\\w:])");
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile("(?<![\\w.])(?:" + OCTET + "\\.){3}" + OCTET + "(?!\\.?\\w)");
    private static final String GAP = "[ \u00a0().\u2011\u2013/-]{0,3}";
    private static final Pattern PHONE = Pattern.compile("(?<![\\w+.-])(?:"
            + "(?:\\+|00)[1-9]" + "(?:" + GAP + "\\d){7,13}"
            + "|(?:1[ .-])?\\(\\d{3}\\)[ .-]?\\d{3}[ .-]\\d{4}"
            + "|(?:1[ .-])?\\d{3}[ .-]\\d{3}[ .-]\\d{4}"
            + "|0[1-9]\\d{1,4}[ ]?[ /\u2013-][ ]?\\d{2,}(?:[ -]?\\d{2,}){1,4}"
            + "|0[1-9](?:[ .]\\d{2}){4}"
            + "|01[5-7]\\d{8,9}"
            + ")(?![\\w-])");

    /** What follows a name such as password and is no secret. */
    private static final Set<String> WORDS = Set.of(
            "string",
            "number",
            "boolean",
            "required",
            "optional",
            "undefined",
            "function",
            "object",
            "secret",
            "password",
            "passwort",
            "hidden",
            "masked",
            "redacted",
            "example",
            "placeholder",
            "default",
            "process",
            "config",
            "changeme");

    private static final Pattern CODE =
            Pattern.compile("[$<{(\\[&*].*|.*[(<{].*|(?:os|env|process|config|settings|self|this|System)\\..*");

    /** By the word that stands in place of what they find. */
    static final Map<String, List<Finder>> FINDERS = finders();

    private Pack() {}

    private static Map<String, List<Finder>> finders() {
        Map<String, List<Finder>> finders = new LinkedHashMap<>();
        finders.put(
                "key",
                List.of(
                        whole(PEM, "PRIVATE KEY", found -> true),
                        part(IN_ADDRESS, "://", found -> true),
                        whole(KEY, "", Pack::isRandom),
                        part(SHOWN, "", Pack::isCredential),
                        named(),
                        part(SAID, "", found -> true)));
        finders.put("email", List.of(whole(EMAIL, "@", found -> found.indexOf('.', found.indexOf('@')) > 0)));
        finders.put("iban", List.of(new Ibans()));
        finders.put("card", List.of(new Cards()));
        finders.put("ssn", List.of(whole(SSN, "-", found -> true)));
        finders.put(
                "ip",
                List.of(
                        whole(IPV6, "::", Pack::isAddress),
                        whole(IPV6, ":", Pack::isAddress),
                        whole(IPV4, ".", Pack::isFar)));
        finders.put("phone", List.of(whole(PHONE, "", found -> true)));
        return finders;
    }

    /** @param needed without it there is nothing to find */
    private static Finder whole(Pattern pattern, String needed, Predicate<String> check) {
        return text -> find(pattern, 0, needed, check, text);
    }

    private static Finder part(Pattern pattern, String needed, Predicate<String> check) {
        return text -> find(pattern, 1, needed, check, text);
    }

    private static List<Span> find(Pattern pattern, int group, String needed, Predicate<String> check, String text) {
        if (!text.contains(needed)) {
            return List.of();
        }
        List<Span> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (check.test(matcher.group(group))) {
                found.add(new Span(matcher.start(group), matcher.end(group)));
            }
        }
        return found;
    }

    private static Finder named() {
        return text -> {
            List<Span> found = new ArrayList<>();
            Matcher matcher = NAMED.matcher(text);
            while (matcher.find()) {
                String name = matcher.group(1).toLowerCase(Locale.ROOT);
                boolean password = name.contains("pass") || name.contains("pwd") || name.contains("kennwort");
                if (isSecret(matcher.group(2), password)) {
                    found.add(new Span(matcher.start(2), matcher.end(2)));
                }
            }
            return found;
        };
    }

    private static boolean isSecret(String value, boolean password) {
        if (CODE.matcher(value).matches() || WORDS.contains(value.toLowerCase(Locale.ROOT))) {
            return false;
        }
        return password || value.length() >= 8 && isRandom(value);
    }

    /** Letters and digits together, or letters of both cases in a long row: no word of a language. */
    private static boolean isRandom(String value) {
        boolean digit = false;
        boolean lower = false;
        boolean upper = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            digit |= Character.isDigit(c);
            lower |= Character.isLowerCase(c);
            upper |= Character.isUpperCase(c);
        }
        return digit && (lower || upper) || lower && upper && value.length() >= 20;
    }

    /** A word of both cases, too, as Base64 has them. */
    private static boolean isCredential(String value) {
        return isRandom(value)
                || value.length() >= 12
                        && value.substring(1).chars().anyMatch(Character::isUpperCase)
                        && value.chars().anyMatch(Character::isLowerCase);
    }

    private static boolean isAddress(String text) {
        String[] groups = text.split(":", -1);
        int shortened = text.indexOf("::");
        long said = Arrays.stream(groups).filter(group -> !group.isEmpty()).count();
        boolean whole = groups.length == 8 && said == 8;
        boolean cut = shortened >= 0 && text.indexOf("::", shortened + 1) < 0 && said >= 2 && groups.length <= 9;
        return (whole || cut) && text.chars().anyMatch(Character::isDigit);
    }

    /** This machine's own address says nothing of anybody. */
    private static boolean isFar(String address) {
        return !address.startsWith("127.") && !address.equals("0.0.0.0");
    }
}
