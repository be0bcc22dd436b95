package io.serai.routing.classify;

import java.util.Locale;

/** Features of a text beside its words; each is a row of {@code weights.tsv}. */
enum Shape {
    /** Always 1. */
    BIAS,
    /** The part that is Chinese, Japanese or Korean. */
    IDEOGRAPHS,
    /** The length, on a logarithmic scale: 1 is some 250 words. */
    LENGTH,
    /** At most four words. */
    TINY,
    /** Five to twelve words. */
    BRIEF,
    /** More than 60 words, growing to 1 at 180. */
    LONG,
    /** Characters of source among all. */
    SYMBOLS,
    /** Blocks between three backticks, and spans between single ones. */
    FENCES,
    /** Lines that end like statements, or are indented. */
    STATEMENTS,
    /** Names as in source: {@code camelCase}, {@code snake_case}, {@code a.b}, {@code f()}. */
    NAMES,
    /** Operators that only source has: {@code =>}, {@code !=}, {@code ::}, {@code &&}. */
    OPERATORS,
    /** A value given to a name: {@code total = 0}. */
    ASSIGNMENTS,
    /** Paths and flags of commands. */
    PATHS,
    /** Names and numbers of errors, frames of stack traces. */
    FAILURES,
    /** Words of programming per word. */
    DENSITY,
    /** Words that may be of programming, where something else certainly is. */
    COMPANY,
    /** Several words that may be of programming, per word. */
    HINTS,
    /** Signs of mathematics, {@code f(x)}, {@code 2x}. */
    MATHS,
    NUMBERS,
    /** A question after several numbers: a sum in words. */
    RIDDLE,
    /** A question mark at the end. */
    QUESTION,
    /** Commas and the like in the instruction. */
    CLAUSES,
    SENTENCES,
    LINES,
    /** The part that stands between quotation marks. */
    QUOTED,
    /** A colon, and then a text of its own. */
    MATERIAL,
    /** An instruction to turn that text into another, or to label it. */
    GIVEN,
    /** An answer of at least 250 words is asked for. */
    ASKS_LONG,
    /** An answer of at most 100 words is asked for. */
    ASKS_SHORT;

    /** The name in {@code weights.tsv}. */
    String row() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
