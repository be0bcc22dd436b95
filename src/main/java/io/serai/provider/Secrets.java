package io.serai.provider;

import java.util.regex.Pattern;

/** Keeps keys and addresses out of what is told to others: vendors like to quote the key that they refuse. */
final class Secrets {
    private static final int LONGEST = 500;
    private static final Pattern KEYS = Pattern.compile(
            "\\b(?:sk|gsk|nvapi|csk|pk|rk|AIza|ghp|gho|github_pat|hf|xai|key)[-_]?[A-Za-z0-9*_.-]{8,}|\\beyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*|Bearer\\s+\\S+");
    private static final Pattern ADDRESSES = Pattern.compile("https?://\\S+");

    private Secrets() {}

    /** A vendor's message on one line, without the key, anything that looks like one, and addresses; at most 500 characters. */
    static String shorten(String text, String key) {
        String clean = key.isEmpty() ? text : text.replace(key, "[key]");
        clean = KEYS.matcher(clean).replaceAll("[key]");
        clean = ADDRESSES.matcher(clean).replaceAll("[address]");
        clean = clean.replaceAll("\\s+", " ").strip();
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
    }
}
