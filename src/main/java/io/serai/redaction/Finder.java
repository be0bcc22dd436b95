package io.serai.redaction;

import java.util.List;

/** Finds what is to be taken out of a text, in the order in which it stands there. */
@FunctionalInterface
interface Finder {
    List<Span> find(String text);
}
