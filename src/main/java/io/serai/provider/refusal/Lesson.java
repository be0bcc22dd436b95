package io.serai.provider.refusal;

import io.serai.dialect.Notes;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A change to the payloads for a model, which its vendor has asked for by refusing one.
 *
 * @param path the field, such as {@code reasoning.effort}; {@code *} stands for each element of a list; empty if the kind needs none
 * @param value what the kind needs: a name, a number, words with commas between them
 * @param lasting whether it holds for further requests, too; otherwise for the one that was refused
 */
public record Lesson(Kind kind, String path, String value, boolean lasting) {

    /** What is changed. */
    public enum Kind {
        /** The field is left out. */
        DROP,
        /** The parts or tools of a kind, which is the value, are left out of a list. */
        WITHOUT,
        /** The field gets another name. */
        RENAME,
        /** The field gets this value. */
        SET,
        /** The number is no greater than this one. */
        CAP,
        /** The answer may have what the prompt leaves of the context: {@code TOKENS*RATIO}, the vendor's tokens for one that Serai counts. */
        WINDOW,
        /** The word is one of these, the nearest on the scale of efforts. */
        WORDS,
        /** All system messages become one, at the front. */
        SYSTEM_FIRST,
        /** Developer messages become system messages. */
        NO_DEVELOPER,
        /** What systems say is said by the user, at the front. */
        NO_SYSTEM,
        /** User and assistant take turns, and the user begins. */
        ALTERNATE,
        /** The assistant speaks between the result of a tool and the user. */
        ASSISTANT_AFTER_TOOLS,
        /** The user has the last word. */
        USER_LAST,
        /** A function that must be called is the only one that is offered. */
        CHOICE_IN_A_WORD,
        /** The format of the answer, of the type that is the value, is asked for in words. */
        FORMAT_IN_WORDS
    }

    static Lesson of(Kind kind, String path, String value) {
        return new Lesson(kind, path, value, true);
    }

    static Lesson of(Kind kind) {
        return of(kind, "", "");
    }

    static Lesson drop(String path) {
        return of(Kind.DROP, path, "");
    }

    /**
     * Changes a payload.
     *
     * @param tree the payload, whose objects and lists can be changed
     * @param tokens counts the prompt as Serai does
     * @param notes gets what was left out or changed
     * @return whether anything was
     */
    boolean apply(Map<String, Object> tree, LongSupplier tokens, Notes notes) {
        return switch (kind) {
            case DROP -> Paths.remove(tree, path, notes);
            case WITHOUT -> Unheard.remove(tree, path, value, notes);
            case RENAME -> Paths.rename(tree, path, value);
            case SET -> Paths.change(tree, path, old -> Values.same(old, value), notes);
            case CAP -> Paths.change(tree, path, old -> Values.atMost(old, Long.parseLong(value)), notes);
            case WINDOW -> {
                long left = left(tokens.getAsLong());
                yield left > 0 && Paths.change(tree, path, old -> Values.atMost(old, left), notes);
            }
            case WORDS -> Paths.change(tree, path, old -> Values.nearest(old, value), notes);
            case SYSTEM_FIRST -> SystemTurns.toTheFront(tree, notes);
            case NO_DEVELOPER -> SystemTurns.withoutDeveloper(tree, notes);
            case NO_SYSTEM -> SystemTurns.asUser(tree, notes);
            case ALTERNATE -> TurnsInTurn.alternating(tree, notes);
            case ASSISTANT_AFTER_TOOLS -> TurnsInTurn.answeringTools(tree, notes);
            case USER_LAST -> TurnsInTurn.endingWithUser(tree, notes);
            case CHOICE_IN_A_WORD -> Choices.inAWord(tree, notes);
            case FORMAT_IN_WORDS -> Formats.inWords(tree, value, notes);
        };
    }

    /** Whether it says anew what another one says. */
    public boolean replaces(Lesson other) {
        return kind == other.kind && path.equals(other.path) && (!isOfItsValue() || value.equals(other.value));
    }

    private boolean isOfItsValue() {
        return kind == Kind.WITHOUT || kind == Kind.FORMAT_IN_WORDS;
    }

    /** Whether its value is one of its kind. */
    boolean isWhole() {
        return switch (kind) {
            case CAP -> value.matches("[1-9][0-9]{0,9}") && !path.isEmpty();
            case WINDOW -> value.matches("[1-9][0-9]{0,9}\\*[0-9]{1,9}(\\.[0-9]{1,20})?") && !path.isEmpty();
            case SET -> value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") && !path.isEmpty();
            case WITHOUT, RENAME, WORDS -> !value.isEmpty() && !path.isEmpty();
            case DROP -> !path.isEmpty();
            case FORMAT_IN_WORDS -> !value.isEmpty();
            case SYSTEM_FIRST, NO_DEVELOPER, NO_SYSTEM, ALTERNATE, ASSISTANT_AFTER_TOOLS, USER_LAST, CHOICE_IN_A_WORD ->
                true;
        };
    }

    private long left(long tokens) {
        int star = value.indexOf('*');
        double prompt = tokens * Double.parseDouble(value.substring(star + 1));
        return Long.parseLong(value.substring(0, star)) - (long) Math.ceil(prompt);
    }

    /** For people. */
    public String inWords() {
        String field = path.replace(".*", "[]");
        return switch (kind) {
            case DROP -> "without " + field;
            case WITHOUT -> "without " + value + " in " + field;
            case RENAME -> field + " as " + value;
            case SET -> field + ' ' + value;
            case CAP -> field + " at most " + value;
            case WINDOW -> field + " within a context of " + value.substring(0, value.indexOf('*'));
            case WORDS -> field + " one of " + value;
            case FORMAT_IN_WORDS -> value + " in words";
            case SYSTEM_FIRST, NO_DEVELOPER, NO_SYSTEM, ALTERNATE, ASSISTANT_AFTER_TOOLS, USER_LAST, CHOICE_IN_A_WORD ->
                kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
