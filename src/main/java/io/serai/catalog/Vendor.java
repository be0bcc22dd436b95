package io.serai.catalog;

import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A vendor, by its documents.
 *
 * @param url base URL without a slash at the end, or null if the provider must give it
 * @param dialect the wire format it speaks
 * @param keys environment variables in which people usually keep its key, the most usual first
 * @param keyHeader the header that shows the key, with {@code {key}} where it stands, or {@code {jwt}} for a token signed with it
 * @param limits its quota in Serai's words ({@code 30/min, 5 parallel}), empty if none is known
 * @param told the windows that its x-ratelimit headers speak of when they do not name one; empty if that is not known
 * @param refills whether the reset in those headers is when all is there again, because it comes back bit by bit; otherwise it is when the
 *     window begins anew
 * @param headers constant headers of every call
 * @param firstByte longest wait for the first byte of an answer
 * @param differences where it departs from its dialect
 * @param balance how to ask what is left on the account; null if nobody can
 * @param probe the path below the base URL, or whole URL, of a GET that uses no quota and fails with a wrong key; null if there is none
 * @param batchPrice the part of its price that an answer costs in a batch of the vendor's own; 1 if none is known
 * @param models the well-known ones; a vendor serves others, too
 * @param checked the day of the last comparison with the vendor's own documents; null for a vendor of the user's own
 * @param source the vendor's own page about it; empty for a vendor of the user's own
 */
public record Vendor(
        String name,
        @Nullable String url,
        String dialect,
        List<String> keys,
        Auth auth,
        String keyHeader,
        String limits,
        Map<Counted, Duration> told,
        boolean refills,
        Map<String, String> headers,
        Duration firstByte,
        Set<Flag> flags,
        Differences differences,
        @Nullable BalanceQuery balance,
        @Nullable String probe,
        double batchPrice,
        List<Model> models,
        @Nullable LocalDate checked,
        String source) {

    /** The header that shows the key where the catalogue names none. */
    public static final String KEY_HEADER = "Authorization: Bearer {key}";

    /** The wait for a first byte where the catalogue names none; plain answers of reasoning models need it. */
    public static final Duration FIRST_BYTE = Duration.ofSeconds(60);

    public Vendor {
        keys = List.copyOf(keys);
        told = Map.copyOf(told);
        headers = Map.copyOf(headers);
        flags = Set.copyOf(flags);
        models = List.copyOf(models);
    }

    /**
     * The headers that go with everything that is asked, the key among them.
     *
     * @param key empty if there is none
     */
    public Map<String, String> headers(String key) {
        Map<String, String> all = new HashMap<>(headers);
        if (!key.isEmpty()) {
            String[] header = keyHeader.split(":", 2);
            all.put(header[0].strip(), header[1].strip().replace("{key}", key));
        }
        return all;
    }

    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    public Optional<Model> model(String id) {
        for (Model model : models) {
            if (model.id().equals(id)) {
                return Optional.of(model);
            }
        }
        return Optional.empty();
    }
}
