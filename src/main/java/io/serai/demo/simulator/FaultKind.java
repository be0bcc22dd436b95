package io.serai.demo.simulator;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of faults of a call. */
public enum FaultKind {
    /** 429, whatever the limits say. */
    LIMITED("429"),
    /** 503. */
    UNAVAILABLE("503"),
    /** 500. */
    ERROR("500"),
    /** No answer, ever. */
    HANG("hang"),
    /** The connection is reset before the answer. */
    RESET("reset"),
    /** 502 with a web page, as of a proxy. */
    HTML("html"),
    /** The connection ends in the middle of the answer. */
    CUT("cut"),
    /** 200 with something that is no JSON. */
    BAD_JSON("bad-json"),
    /** 200 without a word. */
    EMPTY("empty"),
    /** The key is refused. */
    DEAD_KEY("dead-key"),
    /** The model is gone. */
    RETIRED("retired"),
    /** 503 for a time with each key but the first. */
    KEY_CHANGE("key-change");

    private final String word;

    FaultKind(String word) {
        this.word = word;
    }

    /** All of them by what a file calls them. */
    static final Map<String, FaultKind> WORDS =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.word, kind -> kind));

    /** Whether nothing that is asked for at this vendor gets an answer, calls or not. */
    boolean isOfTheServer() {
        return this == HANG || this == RESET || this == HTML;
    }

    /** What a file calls it. */
    public String word() {
        return word;
    }
}
