package io.serai.ingress.job;

/** The encoding of file names, which Java takes from the locale when it starts and never changes. */
public final class FileNames {
    static final String REMEDY =
            "Start Serai with LANG=C.UTF-8 in its environment (or another locale in UTF-8), which no option of Java"
                    + " replaces";

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
}
