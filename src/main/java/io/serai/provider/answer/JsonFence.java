package io.serai.provider.answer;

/**
 * Takes the code fence off a text that should be JSON, piece by piece: what comes is given out at once, but for what may still be the
 * beginning or the end of a fence. A text without one goes through as it is.
 */
final class JsonFence {
    private static final String FENCE = "```";

    private enum State {
        BEGINNING,
        PLAIN,
        INSIDE,
        BEHIND
    }

    private final StringBuilder held = new StringBuilder();
    /** How much of what is held was looked at before and is blank, or part of a fence: pieces may be as many as their letters. */
    private int looked;

    /** Where the first letter stands, and how far the name of the language goes. */
    private int start;

    private int named;

    private State state = State.BEGINNING;
    private char last = '\n';

    /** What of the text so far is sure to be the answer's. */
    String add(String text) {
        if (state == State.PLAIN) {
            return text;
        }
        if (state == State.BEHIND) {
            return "";
        }
        looked = held.length();
        held.append(text);
        if (state == State.BEGINNING && !begun()) {
            return "";
        }
        return state == State.PLAIN ? all() : inside();
    }

    /** What was held back to the end. */
    String end() {
        String rest = switch (state) {
            case BEGINNING, PLAIN -> held.toString();
            case INSIDE -> held.toString().replaceAll("[\\s`]+$", "");
            case BEHIND -> "";
        };
        held.setLength(0);
        return rest;
    }

    /** Whether it is known now how the text begins. */
    private boolean begun() {
        while (start < held.length() && Character.isWhitespace(held.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < held.length() && end < start + FENCE.length() && held.charAt(end) == '`') {
            end++;
        }
        if (end < start + FENCE.length()) {
            boolean open = end == held.length();
            state = open ? State.BEGINNING : State.PLAIN;
            return !open;
        }
        // The language may be named behind the fence.
        end = Math.max(end, named);
        while (end < held.length() && Character.isLetterOrDigit(held.charAt(end))) {
            end++;
        }
        named = end;
        if (end == held.length()) {
            return false;
        }
        held.delete(0, end);
        looked = 0;
        state = State.INSIDE;
        return true;
    }

    private String all() {
        String text = held.toString();
        held.setLength(0);
        return text;
    }

    private String inside() {
        int close = held.indexOf(FENCE, Math.max(0, looked - FENCE.length() + 1));
        while (close >= 0) {
            if (closes(close)) {
                String text = held.substring(0, close).stripTrailing();
                held.setLength(0);
                state = State.BEHIND;
                return text;
            }
            close = held.indexOf(FENCE, close + FENCE.length());
        }
        int end = held.length();
        while (end > looked && (held.charAt(end - 1) == '`' || Character.isWhitespace(held.charAt(end - 1)))) {
            end--;
        }
        end = end == looked ? 0 : end;
        String text = held.substring(0, end);
        held.delete(0, end);
        if (!text.isEmpty()) {
            last = text.charAt(text.length() - 1);
        }
        return text;
    }

    /** Whether a fence stands where JSON can be at its end, rather than within a text of it. */
    private boolean closes(int at) {
        for (int i = at - 1; i >= 0; i--) {
            char before = held.charAt(i);
            if (before == '\n' || before == '}' || before == ']') {
                return true;
            }
            if (!Character.isWhitespace(before)) {
                return false;
            }
        }
        return last == '\n' || last == '}' || last == ']';
    }
}
