package io.serai.dialect;

/**
 * Finds what is written as UTF-8 and must not be: characters in more bytes than they need, halves of pairs, and what lies beyond the last
 * character. Jackson reads them, so a filter before or behind Serai may see another text than Serai does.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3629#section-3">RFC 3629, section 3</a>
 */
final class Utf8 {

    private Utf8() {}

    /** Where the first such character begins; -1 if there is none. The parser finds other mistakes and reports line and column. */
    static int firstIllFormed(byte[] text) {
        if (isPlain(text) || isWider(text)) {
            return -1;
        }
        for (int i = 0; i < text.length - 1; i++) {
            int lead = text[i] & 0xFF;
            if (lead >= 0xC0 && isIllFormed(lead, text[i + 1] & 0xFF)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isPlain(byte[] text) {
        int all = 0;
        for (byte next : text) {
            all |= next;
        }
        return all >= 0;
    }

    /** UTF-16 or UTF-32, which the parser knows by their first bytes. */
    private static boolean isWider(byte[] text) {
        return text.length > 1 && (text[0] == 0 || text[1] == 0 || (text[0] & 0xFF) >= 0xFE);
    }

    private static boolean isIllFormed(int lead, int next) {
        return switch (lead) {
            case 0xC0, 0xC1 -> true;
            case 0xE0 -> next < 0xA0;
            case 0xED -> next >= 0xA0;
            case 0xF0 -> next < 0x90;
            case 0xF4 -> next >= 0x90;
            default -> lead > 0xF4;
        };
    }
}
