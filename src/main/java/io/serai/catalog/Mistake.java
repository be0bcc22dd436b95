package io.serai.catalog;

/**
 * A mistake in a catalogue.
 *
 * @param file as the reader was told its name
 * @param line from 1; 0 for the whole file
 * @param text whose field it is, what is wrong with it and what is allowed there
 */
public record Mistake(String file, int line, String text) {

    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + text;
    }
}
