package io.serai.catalog;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who answers, and what its documents say of it.
 *
 * @param url base URL without a slash at the end, or null if the provider must give it
 * @param dialect the wire format it speaks
 * @param keys environment variables in which people usually keep its key, the most usual first
 * @param keyHeader the header that shows the key, with {@code {key}} where it stands, or {@code {jwt}} for a token signed with it
 * @param limits its quota in Serai's words ({@code 30/min, 5 parallel}), empty if none is known
 * @param headers constant headers of every call
 * @param firstByte longest wait for the first byte of an answer
 * @param differences where it departs from its dialect
 * @param models the well-known ones; a vendor serves others, too
 * @param checked the day of the last comparison with the vendor's own documents
 * @param source the vendor's own page about it
 */
public record Vendor(
        String name,
        @Nullable String url,
        String dialect,
        List<String> keys,
        Auth auth,
        String keyHeader,
        String limits,
        Map<String, String> headers,
        Duration firstByte,
        Set<Flag> flags,
        Differences differences,
        List<Model> models,
        LocalDate checked,
        String source) {

    /** The header that shows the key where the catalogue names none. */
    public static final String KEY_HEADER = "Authorization: Bearer {key}";

    /** The wait for a first byte where the catalogue names none; plain answers of reasoning models need it. */
    public static final Duration FIRST_BYTE = Duration.ofSeconds(60);

    public Vendor {
        keys = List.copyOf(keys);
        headers = Map.copyOf(headers);
        flags = Set.copyOf(flags);
        models = List.copyOf(models);
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    public Optional<Model> model(String id) {
        return models.stream().filter(model -> model.id().equals(id)).findFirst();
    }
}
