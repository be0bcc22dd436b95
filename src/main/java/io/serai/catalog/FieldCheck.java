package io.serai.catalog;

import java.util.Optional;

/** What others know of a vendor's field: whether a dialect is spoken, whether limits can be kept. */
@FunctionalInterface
public interface FieldCheck {

    /** Finds nothing wrong. */
    FieldCheck NONE = (field, text) -> Optional.empty();

    /** What is wrong with a field, to follow its name; empty if nothing is. */
    Optional<String> mistake(String field, String text);
}
