package io.serai.redaction;

/** A part of a text that is to be taken out, from its first character to behind its last. */
record Span(int from, int to) {}
