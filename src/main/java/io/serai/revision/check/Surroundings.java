package io.serai.revision.check;

import io.serai.catalog.Catalog;
import io.serai.settings.Overrides;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.spi.PropertiesFunction;

/**
 * The process's beans and settings, as far as a check must know them.
 *
 * @param beans the names of beans and components that it binds
 * @param catalog the one that comes with Serai
 * @param libraries what finds the classes that routes may name
 * @param functions placeholders such as <code>{{limit:...}}</code>, besides Camel's own, for a catalogue
 * @param properties that it sets for routes to use, besides those of the file
 * @param overrides what overrides {@code application.properties}
 * @param defaults what is wrong with the {@code defaults.yaml} of a folder, as a finding in that file
 * @param running whether the routes are to run here and now, so that what they need must be there
 */
public record Surroundings(
        Set<String> beans,
        Catalog catalog,
        ClassLoader libraries,
        Function<Catalog, Collection<PropertiesFunction>> functions,
        Map<String, String> properties,
        Overrides overrides,
        Function<Path, Optional<Finding>> defaults,
        boolean running) {
    private static final String CLIENT = "client-";

    /** The same with another catalogue. */
    Surroundings with(Catalog other) {
        return new Surroundings(beans, other, libraries, functions, properties, overrides, defaults, running);
    }

    /** The dialects that are spoken to vendors. */
    Set<String> dialects() {
        return beans.stream()
                .filter(bean -> bean.startsWith(CLIENT))
                .map(bean -> bean.substring(CLIENT.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The directory of the files, from which relative paths begin. */
    Path directory() {
        return Path.of(properties.getOrDefault("serai.dir", ""));
    }
}
