package io.serai.supply;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An entry of {@code docs/known-holes.yaml}, where its fields are explained. */
record KnownHole(
        String id,
        List<String> artifacts,
        @Nullable String from,
        String fixed,
        LocalDate published,
        String source,
        @Nullable Reason exception) {

    /** Why an affected version is used all the same. */
    record Reason(String why, LocalDate since) {}

    @SuppressWarnings("unchecked")
    static KnownHole of(Map<String, Object> entry) {
        Map<String, Object> exception = (Map<String, Object>) entry.get("exception");
        return new KnownHole(
                text(entry, "id"),
                (List<String>) Objects.requireNonNull(entry.get("artifacts")),
                entry.containsKey("from") ? text(entry, "from") : null,
                text(entry, "fixed"),
                LocalDate.parse(text(entry, "published")),
                text(entry, "source"),
                exception == null
                        ? null
                        : new Reason(text(exception, "why"), LocalDate.parse(text(exception, "since"))));
    }

    private static String text(Map<String, Object> entry, String field) {
        Object value = entry.get(field);
        if (value == null) {
            throw new IllegalArgumentException("docs/known-holes.yaml: " + field + " is missing in " + entry);
        }
        return value.toString();
    }

    boolean affects(Artifact artifact) {
        return artifacts.stream().anyMatch(artifact::matches)
                && artifact.isBefore(fixed)
                && (from == null || !artifact.isBefore(from));
    }
}
