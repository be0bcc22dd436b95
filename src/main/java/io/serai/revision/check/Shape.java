package io.serai.revision.check;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The permitted content of a place in a route file. */
sealed interface Shape {

    /** Anything. */
    record Any() implements Shape {}

    /** A text of some kind. */
    record Text(Kind kind, List<String> words) implements Shape {
        enum Kind {
            TEXT,
            NUMBER,
            BOOLEAN
        }
    }

    /** A mapping with names of the user's own. */
    record Free() implements Shape {}

    record ListOf(Shape items) implements Shape {}

    /** A definition of the schema, by name. */
    record Ref(String name) implements Shape {}

    /**
     * A mapping with known fields.
     *
     * @param name of the definition, empty for one in passing
     * @param shorthand whether a text may stand in its place
     * @param single whether it has exactly one field, as a step has
     */
    record Fields(String name, boolean shorthand, boolean single, Map<String, Shape> fields, Set<String> required)
            implements Shape {}
}
