package io.serai.dialect.anthropic;

/** Tells where the JSON object ends that comes in fragments. */
final class JsonEnd {
    private int depth;
    private boolean begun;
    private boolean quoted;
    private boolean escaped;

    void add(String fragment) {
        for (int i = 0; i < fragment.length(); i++) {
            char c = fragment.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (quoted) {
                escaped = c == '\\';
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
                begun = true;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }

    /** Whether all of it has come. */
    boolean reached() {
        return begun && depth <= 0;
    }
}
