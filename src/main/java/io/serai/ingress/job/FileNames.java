package io.serai.ingress.job;

import java.nio.charset.StandardCharsets;

/** The encoding of file names, which Java takes from the locale when it starts and never changes. */
public final class FileNames {
    static final String REMEDY =
            "Start Serai with LANG=C.UTF-8 in its environment (or another locale in UTF-8), which no option of Java"
                    + " replaces";

    private static final int LONGEST = 255;
    private static final int SHORTENED = 200;

    private FileNames() {}

    static String encoding() {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        return encoding.equals("ANSI_X3.4-1968") ? "ASCII" : encoding;
    }

    /** Whether names in any script can be read. */
    static boolean unicode() {
        return encoding().equalsIgnoreCase("UTF-8");
    }

    /** What to say at the start; empty if there is nothing to say. */
    public static String warning() {
        return unicode() ? "" : "Files whose names are not in " + encoding() + " are left in their folders. " + REMEDY;
    }

    /**
     * A name with something before and behind it, and shortened where no file system would take it.
     *
     * @return at most 255 bytes; different names stay different
     */
    static String around(String before, String name, String behind) {
        String whole = before + name + behind;
        if (bytes(whole) <= LONGEST) {
            return whole;
        }
        int end = Math.min(name.length(), SHORTENED);
        while (bytes(name.substring(0, end)) > SHORTENED) {
            end = name.offsetByCodePoints(end, -1);
        }
        if (end > 0 && Character.isHighSurrogate(name.charAt(end - 1))) {
            end--;
        }
        return before + name.substring(0, end) + '~' + "%08x".formatted(name.hashCode()) + behind;
    }

    static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
