package io.serai.provider.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms in which a key can stand in a text: as it is, in any case, encoded for addresses, in Base64 or hexadecimal, parted by blanks,
 * and in part. A part of a third of it is too much.
 */
public final class KeyForms {
    /** Stands where a key stood. */
    public static final String INSTEAD = "[key]";

    private static final int RUN = 8;

    private final Set<String> runs = new HashSet<>();
    private final Pattern whole;
    private final int much;

    public KeyForms(String key) {
        this.much = Math.max(RUN, (key.length() + 2) / 3);
        this.whole = Pattern.compile(
                key.length() < 4 ? "\\b" + Pattern.quote(key) + "\\b" : Pattern.quote(key), Pattern.CASE_INSENSITIVE);
        if (key.length() >= RUN) {
            for (String form : forms(key)) {
                String low = form.toLowerCase(Locale.ROOT);
                for (int i = 0; i + RUN <= low.length(); i++) {
                    runs.add(low.substring(i, i + RUN));
                }
            }
        }
    }

    private static List<String> forms(String key) {
        byte[] bytes = key.getBytes(UTF_8);
        List<String> forms = new ArrayList<>();
        forms.add(key);
        forms.add(new StringBuilder(key).reverse().toString());
        forms.add(URLEncoder.encode(key, UTF_8));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withPrefix("%").formatHex(bytes));
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            for (int before = 0; before < 3; before++) {
                // The letters depend on where in the encoded text the key begins, as after "Bearer ".
                byte[] shifted = new byte[before + bytes.length];
                System.arraycopy(bytes, 0, shifted, before, bytes.length);
                String encoded = encoder.withoutPadding().encodeToString(shifted);
                int first = before == 0 ? 0 : before + 1;
                int last = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
                forms.add(encoded.substring(first, last));
                forms.add(encoded.substring(first));
            }
        }
        return forms;
    }

    /** The text without the key in any of these forms. */
    public String redact(String text) {
        String clean = whole.matcher(text).replaceAll(Matcher.quoteReplacement(INSTEAD));
        return runs.isEmpty() ? clean : withoutParts(clean);
    }

    private String withoutParts(String text) {
        int[] places = new int[text.length()];
        StringBuilder dense = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (!Character.isWhitespace(letter) && !Character.isISOControl(letter)) {
                places[dense.length()] = i;
                dense.append(Character.toLowerCase(letter));
            }
        }
        StringBuilder clean = new StringBuilder();
        int copied = 0;
        int at = 0;
        while (at + RUN <= dense.length()) {
            int end = runs.contains(dense.substring(at, at + RUN)) ? end(dense, at) : at;
            if (end - at >= much) {
                clean.append(text, copied, places[at]).append(INSTEAD);
                copied = places[end - 1] + 1;
            }
            at = Math.max(end, at + 1);
        }
        return copied == 0 ? text : clean.append(text, copied, text.length()).toString();
    }

    /** Where the part that begins at a place ends. */
    private int end(StringBuilder dense, int from) {
        int at = from;
        while (at + RUN <= dense.length() && runs.contains(dense.substring(at, at + RUN))) {
            at++;
        }
        return at + RUN - 1;
    }
}
