package io.serai.routing.classify;

/** Reads a text once, from its first 6,000 and last 2,000 characters, and counts what it finds. Not thread-safe. */
final class Scanner {
    private static final int FROM_START = 6000;
    private static final int FROM_END = 2000;
    /** Brackets, and operators that mathematics has as well. */
    private static final String AMBIGUOUS = "()=+*^/%@`";

    private final Lexicon lexicon;
    private final String text;
    private final Reading reading;
    private final Zones zones;
    private int limit;
    private int lineStart;
    private int number = -1;
    private int numberEnd;

    private Scanner(Lexicon lexicon, String text) {
        this.lexicon = lexicon;
        this.text = text;
        this.reading = new Reading(lexicon.size());
        this.zones = new Zones(text);
    }

    static Reading read(Lexicon lexicon, String text) {
        Scanner scanner = new Scanner(lexicon, text);
        if (text.length() <= FROM_START + FROM_END) {
            scanner.part(0, text.length());
        } else {
            scanner.part(0, FROM_START);
            scanner.part(text.length() - FROM_END, text.length());
        }
        return scanner.reading;
    }

    private void part(int from, int to) {
        limit = to;
        lineStart = from;
        reading.characters += to - from;
        boolean fresh = from > 0;
        int at = from;
        while (at < to) {
            char c = Chars.folded(text.charAt(at));
            byte kind = Chars.kindOf(c);
            if (kind == Chars.SPACE) {
                at++;
            } else if (kind == Chars.NEWLINE) {
                endLine(at);
                at++;
                lineStart = at;
                fresh = true;
            } else {
                at = piece(at, c, kind, fresh);
                fresh = false;
            }
        }
        endLine(to);
    }

    /** Reads what begins at a place, and returns where the next thing begins. */
    private int piece(int at, char c, byte kind, boolean fresh) {
        if (kind != Chars.WORD && kind != Chars.IDEOGRAPH) {
            mark(at, c, kind);
        }
        long phrase = lexicon.longest(text, at, limit, fresh);
        int end = at + 1;
        if (phrase != Trie.NONE) {
            end = (int) (phrase >> 8);
            (zones.isInstruction(at) ? reading.inHead : reading.inBody)[(int) phrase & 0xFF]++;
        }
        if (kind == Chars.WORD) {
            return Math.max(end, word(at, end));
        }
        if (kind == Chars.IDEOGRAPH) {
            reading.ideographs += end - at;
        }
        return end;
    }

    private int word(int start, int phraseEnd) {
        int end = Words.end(text, start, limit);
        reading.latinWords++;
        for (int i = end; i < phraseEnd; i++) {
            reading.latinWords += text.charAt(i) == ' ' ? 1 : 0;
        }
        if (Chars.isDigit(text.charAt(start))) {
            reading.count(Shape.NUMBERS);
            number = Words.number(text, start, end);
            numberEnd = end;
            if (Words.isCharacterUnit(text, end)) {
                reading.asked = Math.max(reading.asked, number);
            }
        } else if (number >= 0) {
            if (start - numberEnd <= 1 && Words.isWordUnit(text, start, end)) {
                reading.asked = Math.max(reading.asked, number);
            }
            number = -1;
        }
        Words.shape(text, start, end, limit, reading);
        return end;
    }

    private void mark(int at, char c, byte kind) {
        char next = at + 1 < limit ? text.charAt(at + 1) : ' ';
        switch (kind) {
            case Chars.SYMBOL -> {
                reading.symbols += AMBIGUOUS.indexOf(c) < 0 ? 1 : 0;
                symbol(at, c, next);
            }
            case Chars.MATHS -> reading.count(Shape.MATHS);
            default -> punctuation(at, c, next);
        }
    }

    private void symbol(int at, char c, char next) {
        if (c == '`') {
            reading.count(Shape.FENCES);
            if (text.startsWith("```", at) && (at == 0 || text.charAt(at - 1) != '`')) {
                zones.fence();
            }
        } else if (c == '/' && at > 0 && (text.charAt(at - 1) == ':' || text.charAt(at - 1) == '/')) {
            return; // of a URL
        } else if (Marks.isOperator(c, next)) {
            reading.count(Shape.OPERATORS);
        } else if (c == '=' && Marks.isAssignment(text, at, next)) {
            reading.count(Shape.ASSIGNMENTS);
        } else if (c == '/' && Marks.startsPath(text, at, limit)) {
            reading.count(Shape.PATHS);
        } else if (c == '$' && Marks.startsVariable(text, at, limit)) {
            reading.count(Shape.OPERATORS);
        } else if (c == '^') {
            reading.count(Shape.MATHS);
        } else if (c == '\\' && Marks.startsCommand(text, at, limit)) {
            reading.count(Shape.MATHS);
            reading.commands++;
        }
    }

    private void punctuation(int at, char c, char next) {
        switch (c) {
            case ',', ';' -> {
                if (zones.atAnEnd(at) || reading.words() < 150) {
                    reading.count(Shape.CLAUSES);
                }
            }
            case '.', '!', '?' -> {
                if (c == '!' && next == '=') {
                    reading.count(Shape.OPERATORS);
                } else if (!Chars.isWord(next)) {
                    reading.count(Shape.SENTENCES);
                    reading.questions += c == '?' ? 1 : 0;
                    reading.question |= c == '?' && at >= text.length() - 3;
                }
            }
            case '-' -> {
                if (Marks.startsFlag(text, at, limit)) {
                    reading.count(Shape.PATHS);
                } else if (next == '>') {
                    reading.count(Shape.OPERATORS);
                }
            }
            case ':' -> colon(at, next);
            case '"', '“', '«', '「', '『', '„' -> reading.quoted += zones.quote(at, c);
            default -> {}
        }
    }

    private void colon(int at, char next) {
        if (next <= ' ' || next == '"' || text.charAt(at) == '：') {
            material(at);
        }
        if (next == '\n' || next == ' ' && zones.inHead(at)) {
            reading.count(Shape.MATERIAL);
        } else if (next == ':' || next == '=') {
            reading.count(Shape.OPERATORS);
        }
    }

    /** After an instruction such as {@code Translate into French:} the rest is a text to work on, and says little itself. */
    private void material(int at) {
        if (!reading.given
                && zones.inHead(at)
                && reading.inHead[lexicon.transform()] + reading.inHead[lexicon.label()] > 0) {
            zones.endInstruction(at);
            reading.given = true;
        }
    }

    private void endLine(int end) {
        if (end == lineStart) {
            material(end);
            return;
        }
        reading.count(Shape.LINES);
        if (Marks.isStatement(text, lineStart, end, limit)) {
            reading.count(Shape.STATEMENTS);
        }
    }
}
