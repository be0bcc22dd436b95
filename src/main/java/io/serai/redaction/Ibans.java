package io.serai.redaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of bank accounts: as long as their country has them, with the right check digits.
 *
 * @see <a href="https://www.swift.com/standards/data-standards/iban-international-bank-account-number">IBAN registry</a>
 */
final class Ibans implements Finder {
    private static final Pattern BEGIN = Pattern.compile("(?<![A-Za-z0-9])[A-Za-z]{2}\\d{2}(?=[ \u00a0-]?[A-Za-z0-9])");
    private static final String LENGTHS =
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29"
                    + " ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32"
                    + " LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24"
                    + " SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";
    private static final Map<String, Integer> LENGTH = lengths();

    private static Map<String, Integer> lengths() {
        Map<String, Integer> lengths = new HashMap<>();
        for (String entry : LENGTHS.split(" ")) {
            lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
        }
        return Map.copyOf(lengths);
    }

    @Override
    public List<Span> find(String text) {
        List<Span> found = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int from = 0;
        while (begin.find(from)) {
            int end = end(text, begin.start());
            if (end > 0) {
                found.add(new Span(begin.start(), end));
            }
            from = Math.max(end, begin.end());
        }
        return found;
    }

    /** Where the account that begins at a place ends; -1 if there is none. */
    private static int end(String text, int start) {
        Integer length = LENGTH.get(text.substring(start, start + 2).toUpperCase(Locale.ROOT));
        if (length == null) {
            return -1;
        }
        StringBuilder account = new StringBuilder(length);
        int at = start;
        while (at < text.length() && account.length() < length) {
            char c = text.charAt(at);
            if (c < 128 && Character.isLetterOrDigit(c)) {
                account.append(Character.toUpperCase(c));
            } else if (c != ' ' && c != '-' && c != '\u00a0') {
                return -1;
            }
            at++;
        }
        boolean ends = at == text.length() || !Character.isLetterOrDigit(text.charAt(at));
        return account.length() == length && ends && isRight(account) ? at : -1;
    }

    private static boolean isRight(CharSequence account) {
        int rest = 0;
        for (int i = 0; i < account.length(); i++) {
            int value = Character.digit(account.charAt((i + 4) % account.length()), 36);
            rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
        }
        return rest == 1;
    }
}
