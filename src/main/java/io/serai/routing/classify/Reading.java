package io.serai.routing.classify;

/** The findings in one text: how often each signal of the lexicon and each {@link Shape}. */
final class Reading {
    /** The signals of the words, those of the instruction first, then those of the rest. */
    final int[] inHead;

    final int[] inBody;
    final int[] shapes = new int[Shape.values().length];
    int characters;
    int symbols;
    /** Commands of LaTeX, whose braces and dollars are no signs of programming. */
    int commands;

    int ideographs;
    int latinWords;
    int quoted;
    /** The length of answer that is asked for, in words; 0 if none is. */
    int asked;

    /** Whether there is a text to be turned into another, or labelled. */
    boolean given;

    boolean question;
    int questions;

    Reading(int signals) {
        inHead = new int[signals];
        inBody = new int[signals];
    }

    void count(Shape shape) {
        shapes[shape.ordinal()]++;
    }

    int count(int signal) {
        return inHead[signal] + inBody[signal];
    }

    /** The length in words; an ideograph counts as 0.6. */
    double words() {
        return latinWords + 0.6 * ideographs;
    }
}
