package io.serai.routing.classify;

import java.util.ArrayList;
import java.util.List;

/**
 * The words and phrases that the classifier knows, and the signal that each gives. It reads files of sections: a line
 * {@code [signal] what it says}, then entries between commas. An entry stands for itself as a whole word; {@code stem*} also
 * for longer words; {@code ^entry} counts only where a line begins, from the second line on. Case, width and traditional
 * Chinese characters do not matter. Where several match at one place the longest wins, so {@code dress code} keeps
 * {@code code} from counting.
 */
final class Lexicon {
    private final List<String> signals = new ArrayList<>();
    private final Trie anywhere = new Trie();
    private final Trie atLineStart = new Trie();
    private final int transform;
    private final int label;

    Lexicon(String... files) {
        for (String file : files) {
            read(file);
        }
        transform = signals.indexOf("transform");
        label = signals.indexOf("label");
    }

    /** The names of the signals; their positions are their numbers. */
    List<String> signals() {
        return List.copyOf(signals);
    }

    /** How many signals there are. */
    int size() {
        return signals.size();
    }

    /** The number of the signal that a text is to be turned into another. */
    int transform() {
        return transform;
    }

    /** The number of the signal that things are to be labelled or picked out. */
    int label() {
        return label;
    }

    /**
     * The longest entry that begins at a place.
     *
     * @param lineStart whether a line begins there, other than the first
     * @return its signal's number in the low 8 bits and its end above them, or {@link Trie#NONE}
     */
    long longest(String text, int at, int limit, boolean lineStart) {
        long found = lineStart ? atLineStart.longest(text, at, limit) : Trie.NONE;
        return found == Trie.NONE ? anywhere.longest(text, at, limit) : found;
    }

    private void read(String file) {
        for (String line : Resources.text(file).split("\n")) {
            if (line.startsWith("[")) {
                signals.add(line.substring(1, line.indexOf(']')));
                continue;
            }
            for (String entry : line.split(", ")) {
                if (!entry.isBlank()) {
                    add(entry.strip(), signals.size() - 1);
                }
            }
        }
    }

    private void add(String entry, int signal) {
        boolean line = entry.length() > 1 && entry.startsWith("^");
        boolean stem = entry.length() > 1 && entry.endsWith("*");
        String phrase = entry.substring(line ? 1 : 0, entry.length() - (stem ? 1 : 0));
        int before = (line ? atLineStart : anywhere).add(phrase, signal, stem);
        if (before >= 0) {
            throw new IllegalStateException("\"" + entry + "\" stands in [" + signals.get(before) + "] and again in ["
                    + signals.get(signal) + "]");
        }
    }
}
