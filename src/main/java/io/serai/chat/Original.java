package io.serai.chat;

import java.util.List;
import java.util.Map;

/**
 * The source of a canonical request, answer or piece, as it came: the same dialect passes it on, so that nothing is lost. Not to be changed.
 *
 * @param dialect the dialect it is in
 * @param tree its JSON: text, {@link Number}, {@link Boolean}, null, {@link java.util.List}, {@link Map}
 * @param headers those that belong to it, by lower-case name
 * @param essential fields of the tree that the canonical form says nothing of, and without which it would be another request: only who
 *     speaks the dialect can answer it
 */
public record Original(String dialect, Map<String, Object> tree, Map<String, String> headers, List<String> essential) {

    /** One whose canonical form says all that matters. */
    public Original(String dialect, Map<String, Object> tree, Map<String, String> headers) {
        this(dialect, tree, headers, List.of());
    }

    /** One to which no headers belong. */
    public static Original of(String dialect, Map<String, Object> tree) {
        return new Original(dialect, tree, Map.of());
    }
}
