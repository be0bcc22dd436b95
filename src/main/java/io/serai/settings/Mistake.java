package io.serai.settings;

/**
 * A setting that is wrong.
 *
 * @param place the file, the environment variable such as {@code SERAI_HTTP_PORT}, or the option such as {@code -Dserai.http.port}
 * @param line of the file from 1; 0 elsewhere and for the whole file
 * @param fatal whether Serai does not start with it
 */
public record Mistake(String place, int line, String message, boolean fatal) {
    @Override
    public String toString() {
        return place + (line == 0 ? " " : ":" + line + ' ') + message;
    }
}
