package io.serai.routing.classify;

/** Tells from the characters around a mark whether it is one of source: an operator, a path, a flag, the end of a statement. */
final class Marks {
    private Marks() {}

    static boolean isOperator(char c, char next) {
        return switch (c) {
            case '=' -> next == '=' || next == '>' || next == '"' || next == '\'';
            case '&' -> next == '&' || next == 'a';
            case '|' -> next == '|';
            case '+' -> next == '=' || next == '+';
            case '(' -> next == ')' || next == '"' || next == '\'';
            case '[' -> next == ']' || next == '"' || next == '\'';
            case '{' -> next == '}' || next == '{';
            case '$' -> next == '{' || next == '(';
            case '<' -> next == '/' || next == '<' || next >= 'a' && next <= 'z';
            case '>' -> next == '>';
            case '/' -> next == '*' || next == '>' || next == '/';
            case '\\' -> "dswbSDWB.".indexOf(next) >= 0;
            case '%' -> next == 's' || next == 'd';
            case '*' -> next == '.';
            case '@' -> next >= 'A' && next <= 'Z';
            default -> false;
        };
    }

    /** Whether a backslash begins a command of LaTeX: {@code \\frac}. */
    static boolean startsCommand(String text, int at, int limit) {
        return at + 2 < limit && isLatin(text.charAt(at + 1)) && isLatin(text.charAt(at + 2));
    }

    /** Whether a dollar sign begins the name of a variable: {@code $rows}, but not {@code $x$}. */
    static boolean startsVariable(String text, int at, int limit) {
        return at + 2 < limit && isLatin(text.charAt(at + 1)) && isLatin(text.charAt(at + 2));
    }

    /** Whether an equals sign gives a value to a name of several letters; {@code x = 2} is mathematics as well. */
    static boolean isAssignment(String text, int at, char next) {
        int last = at > 0 && text.charAt(at - 1) == ' ' ? at - 2 : at - 1;
        return next != '='
                && last > 0
                && text.charAt(last) < 128
                && (Chars.isWord(text.charAt(last)) && Chars.isWord(text.charAt(last - 1)) || text.charAt(last) == ']');
    }

    /** Whether a slash begins or continues a path rather than divides words: {@code /etc}, {@code ./run}, {@code ~/x}. */
    static boolean startsPath(String text, int at, int limit) {
        if (at + 2 >= limit || !isLatin(text.charAt(at + 1))) {
            return false;
        }
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        return before <= ' ' || before == '.' || before == '~' || before == '*' || before == '"' || before > 127;
    }

    /** Whether a hyphen begins a flag: {@code -x}, {@code --name}. */
    static boolean startsFlag(String text, int at, int limit) {
        if (at + 1 >= limit || at > 0 && text.charAt(at - 1) > ' ' && text.charAt(at - 1) < 128) {
            return false;
        }
        char next = text.charAt(at + 1);
        return isLatin(next) || next == '-' && at + 2 < limit && isLatin(text.charAt(at + 2));
    }

    /** Whether a line ends like a statement, or is indented below another. */
    static boolean isStatement(String text, int start, int end, int limit) {
        boolean indented = start > 0 && start + 1 < end && text.charAt(start) <= ' ' && text.charAt(start + 1) <= ' ';
        return indented
                || switch (text.charAt(end - 1)) {
                    case ';', '{', '}', '\\' -> true;
                    case ')' -> end < limit;
                    default -> false;
                };
    }

    private static boolean isLatin(char c) {
        return c < 128 && Character.isLetter(c);
    }
}
