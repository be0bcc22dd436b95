package io.serai.provider;

import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.catalog.ToolNames;
import io.serai.catalog.Vendor;
import io.serai.chat.Part;
import io.serai.dialect.ClientDialect;
import io.serai.provider.balance.Account;
import io.serai.provider.key.KeyOrder;
import io.serai.quota.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One configured account at a vendor, as its entry in the routes and the catalogue have it.
 *
 * @param url where its API is, without a slash at the end
 * @param dialect the wire format that it speaks
 * @param keys its credentials, none if it needs none
 * @param keyOrder in which order they are used
 * @param limits what it allows
 * @param on whether it can be asked at all: it has a key, or needs none
 * @param timeout for a whole call
 * @param firstByteTimeout until the answer begins
 * @param idleTimeout between two pieces of it
 * @param minimumBalance more than this must be left for a key to be used; null for the catalogue's
 * @param models what it offers, as far as that is known
 */
public record Provider(
        String name,
        Vendor vendor,
        String url,
        ClientDialect dialect,
        List<String> keys,
        KeyOrder keyOrder,
        List<Limit> limits,
        boolean on,
        Duration timeout,
        Duration firstByteTimeout,
        Duration idleTimeout,
        @Nullable BigDecimal minimumBalance,
        List<String> models,
        ProviderState state) {
    /** The rules of dialects for names of tools. */
    private static final Map<String, ToolNames> NAMES = new ConcurrentHashMap<>();

    private boolean isFree(String model) {
        return vendor.model(model).map(Model::price).filter(Price::isFree).isPresent();
    }

    /** What may be the name of a tool; null if all may. */
    @Nullable
    ToolNames toolNames() {
        ToolNames own = vendor.differences().toolNames();
        return own != null || dialect.toolNames().isEmpty()
                ? own
                : NAMES.computeIfAbsent(dialect.toolNames(), ToolNames::parse);
    }

    /** Whether what its models thought before they called tools must come back with the calls. */
    boolean wantsThoughts() {
        return vendor.differences().thoughts().equals(Part.Reasoning.FIELD);
    }

    /** Why it is off, and how to switch it on. */
    public String whyOff() {
        if (url.isEmpty()) {
            return name + " is off: it has no url; give it one in routes/providers.camel.yaml";
        }
        if (state.keysLost()) {
            return name + " is off: its file of keys has none; the log has the file and the line";
        }
        String variable = vendor.keys().isEmpty() ? "" : "set " + vendor.keys().getFirst() + ", or ";
        return name + " is off: it has no key; " + variable + "give it keys in routes/providers.camel.yaml";
    }

    /** The headers that show a key to the vendor. */
    public Map<String, String> showing(String key) {
        Map<String, String> all = vendor.headers(key);
        all.replaceAll((name, value) ->
                value.contains("{jwt}") ? value.replace("{jwt}", state.signed().of(key)) : value);
        return all;
    }

    /** Makes its keys and limits the ones that count. */
    void apply() {
        state.keys().keys(keys, keyOrder);
        state.paid(models.stream().filter(model -> !isFree(model)).toList());
        state.known().listed(models);
        state.limits(limits);
    }

    /** The account of a key; empty if its vendor cannot be asked what is left. */
    Optional<Account> account(String key) {
        return Account.of(name, vendor, url, key, minimumBalance);
    }

    /** The accounts of its keys. */
    public Stream<Account> accounts() {
        return keys.stream().flatMap(key -> account(key).stream());
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return name + " at " + vendor.name();
    }
}
