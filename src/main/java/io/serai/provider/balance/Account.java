package io.serai.provider.balance;

import io.serai.catalog.BalanceQuery;
import io.serai.catalog.Vendor;
import io.serai.provider.query.VendorQueries;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key of a provider, and how to ask what is left for it.
 *
 * @param headers that show the key
 * @param minimum more than this must be left for the key to be used
 */
public record Account(
        String provider, String key, URI uri, Map<String, String> headers, BalanceQuery query, BigDecimal minimum) {

    public Account {
        headers = Map.copyOf(headers);
    }

    /**
     * The account of a key; empty if its vendor cannot be asked.
     *
     * @param url where the provider's API is, which may be another place than the vendor's own
     * @param minimum null for the catalogue's
     */
    public static Optional<Account> of(
            String provider, Vendor vendor, String url, String key, @Nullable BigDecimal minimum) {
        BalanceQuery query = vendor.balance();
        boolean signed = vendor.keyHeader().contains("{jwt}");
        if (query == null || key.isEmpty() || signed) {
            return Optional.empty();
        }
        return VendorQueries.address(vendor, url, query.path())
                .map(uri -> new Account(
                        provider, key, uri, vendor.headers(key), query, minimum == null ? query.least() : minimum));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "an account of " + provider;
    }
}
