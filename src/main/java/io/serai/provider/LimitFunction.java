package io.serai.provider;

import io.serai.catalog.Catalog;
import io.serai.catalog.Vendor;
import io.serai.quota.Limit;
import java.util.List;
import org.apache.camel.spi.PropertiesFunction;

/**
 * The placeholder that gives a route's throttler the shortest window of requests among a provider's limits:
 * <code>{{limit:millis groq 30/min, 14400/day}}</code> is its length, and <code>{{limit:none mine/groq}}</code> whether the provider
 * {@code mine} at the vendor {@code groq} has no such window, or one that is too large for a throttler
 * ({@link Limit#MOST_THROTTLED}), on which the quota decides. Without limits those of the vendor in the catalogue count, which is
 * called like the provider if nothing else is said.
 */
public final class LimitFunction implements PropertiesFunction {
    private final Catalog catalog;

    public LimitFunction(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public String getName() {
        return "limit";
    }

    @Override
    public String apply(String remainder) {
        String[] words = remainder.strip().split("\\s+", 3);
        String own = words.length > 2 ? words[2] : "";
        String[] names = words.length > 1 ? words[1].split("/", 2) : new String[] {""};
        String vendor = names.length > 1 && !names[1].isEmpty() ? names[1] : names[0];
        List<Limit> limits = Limit.parse(
                own.isBlank() ? catalog.vendor(vendor).map(Vendor::limits).orElse("") : own);
        Limit shortest = Limit.throttled(limits);
        return switch (words[0]) {
            case "millis" ->
                Long.toString(shortest == null ? 1000 : shortest.period().toMillis());
            case "none" -> Boolean.toString(shortest == null);
            default -> throw new IllegalArgumentException("limit: knows millis and none, not " + words[0]);
        };
    }
}
