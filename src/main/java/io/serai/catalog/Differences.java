package io.serai.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's departures from its dialect.
 *
 * @param parameters by OpenAI's name
 * @param turns what it demands of the conversation
 * @param thoughts the field in which it takes back what a model thought; {@link #NO_THOUGHTS} if it refuses that, empty if nobody knows
 * @param toolIds what it takes as the id of a tool call
 * @param toolNames what it takes as the name of a tool; null to take what its dialect does
 */
public record Differences(
        Map<String, Rule> parameters,
        Set<Turn> turns,
        String thoughts,
        ToolIds toolIds,
        @Nullable ToolNames toolNames) {

    /** Of a vendor that takes no thoughts back. */
    public static final String NO_THOUGHTS = "none";

    /** It departs nowhere. */
    public static final Differences NONE = new Differences(Map.of(), Set.of(), "", ToolIds.ANY, null);

    public Differences {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        turns = Set.copyOf(turns);
    }

    /** The parameters that it takes beyond those of the dialect. */
    public Set<String> takes() {
        if (parameters.isEmpty()) {
            return Set.of();
        }
        Set<String> names = new TreeSet<>();
        parameters.forEach((name, rule) -> {
            if (rule instanceof Rule.Rename rename) {
                names.add(rename.to());
            } else if (!(rule instanceof Rule.Drop)) {
                names.add(name);
            }
        });
        return names;
    }

    /**
     * What may be the id of a tool call.
     *
     * @param length of the longest id
     * @param exact whether all are letters and digits, and just as long
     */
    public record ToolIds(int length, boolean exact) {
        public static final ToolIds ANY = new ToolIds(Integer.MAX_VALUE, false);
    }
}
