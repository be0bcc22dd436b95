package io.serai.catalog.litellm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Serai's names for the providers of LiteLLM's table. */
final class Names {
    private static final String FILE = "catalog/litellm.yaml";

    private final Map<String, List<String>> vendors;

    private Names(Map<String, List<String>> vendors) {
        this.vendors = vendors;
    }

    static Names read() {
        try (InputStream in =
                Objects.requireNonNull(Names.class.getClassLoader().getResourceAsStream(FILE), FILE)) {
            Map<?, ?> file =
                    (Map<?, ?>) new Load(LoadSettings.builder().setLabel(FILE).build()).loadFromInputStream(in);
            Map<String, List<String>> vendors = new LinkedHashMap<>();
            file.forEach((provider, vendor) -> vendors.put(
                    provider.toString(),
                    vendor instanceof List<?> several
                            ? several.stream().map(Object::toString).toList()
                            : List.of(vendor.toString())));
            return new Names(vendors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The vendors that a provider is; none if Serai does not know it. */
    List<String> vendors(String provider) {
        return vendors.getOrDefault(provider, List.of());
    }

    Map<String, List<String>> all() {
        return vendors;
    }

    /** What the vendor itself calls a model: the table puts the provider's name before most of them. */
    String id(String key, String provider) {
        int slash = key.indexOf('/');
        boolean prefixed = slash > 0
                && slash < key.length() - 1
                && vendors(key.substring(0, slash)).equals(vendors(provider));
        return prefixed ? key.substring(slash + 1) : key;
    }
}
