package io.serai.provider.failure;

import io.serai.provider.key.KeyForms;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps keys and addresses out of all that leaves: vendors like to quote the key that they refuse, whole or in part, in whatever field and
 * form.
 */
public final class Secrets {
    private static final int LONGEST = 500;

    /** More of a vendor's words is not looked at. */
    private static final int LOOKED_AT = 4 << 10;

    private static final int LONGEST_PARAM = 256;
    private static final Pattern KEYS = Pattern.compile(
            "\\b(?:sk|gsk|nvapi|csk|pk|rk|AIza|ghp|gho|github_pat|hf|xai|key)[-_]?[A-Za-z0-9*_.-]{8,}|\\beyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*|Bearer\\s+\\S+");
    private static final Pattern ADDRESSES = Pattern.compile("https?://\\S+");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final Pattern CODE = Pattern.compile("[\\w.:-]{1,64}");
    private static final Map<String, KeyForms> FORMS = new ConcurrentHashMap<>();

    private Secrets() {}

    /** A vendor's message on one line, without the provider's keys, anything that looks like one, and addresses; at most 500 characters. */
    public static String shorten(String text, List<String> keys) {
        String clean = SPACE.matcher(redact(text, keys)).replaceAll(" ").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
    }

    /** A vendor's code where it is one and says nothing of a key; else {@code invalid_request}. */
    public static String code(String code, List<String> keys) {
        boolean plain = CODE.matcher(code).matches() && redact(code, keys).equals(code);
        return plain ? code : "invalid_request";
    }

    /** The field that a vendor blames, on one line and without keys. */
    public static @Nullable String param(@Nullable String param, List<String> keys) {
        if (param == null) {
            return null;
        }
        String clean = shorten(param, keys);
        return clean.length() <= LONGEST_PARAM ? clean : clean.substring(0, LONGEST_PARAM) + "...";
    }

    private static String redact(String text, List<String> keys) {
        String clean = text.length() <= LOOKED_AT ? text : text.substring(0, LOOKED_AT);
        for (String key : keys) {
            if (!key.isEmpty()) {
                clean = FORMS.computeIfAbsent(key, KeyForms::new).redact(clean);
            }
        }
        clean = KEYS.matcher(clean).replaceAll(KeyForms.INSTEAD);
        return ADDRESSES.matcher(clean).replaceAll("[address]");
    }
}
