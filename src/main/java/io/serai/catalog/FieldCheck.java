package io.serai.catalog;

import java.util.Optional;

/** Checks of a vendor's fields by others: if the dialect is known, if limits can be kept. */
@FunctionalInterface
public interface FieldCheck {

    /** Finds nothing wrong. */
    FieldCheck NONE = (field, text) -> Optional.empty();

    /** What is wrong with a field, to follow its name; empty if nothing is. */
    Optional<String> mistake(String field, String text);
}
