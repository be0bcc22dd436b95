package io.serai.revision.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.jspecify.annotations.Nullable;

/** The components that are on board. */
final class Components {
    private static final String LISTS = "META-INF/services/org/apache/camel/component.properties";

    private final CamelContext context;
    private final Map<String, @Nullable Component> found = new HashMap<>();
    private @Nullable Set<String> names;

    Components(CamelContext context) {
        this.context = context;
    }

    /** Null if no component has that name. */
    @Nullable
    Component find(String scheme) {
        return found.computeIfAbsent(scheme, this::load);
    }

    private @Nullable Component load(String scheme) {
        try {
            return context.getComponent(scheme, true, false);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** The names by which they are called in uris. */
    Set<String> names() {
        Set<String> known = names;
        if (known == null) {
            known = read(context.getApplicationContextClassLoader());
            names = known;
        }
        return known;
    }

    private static Set<String> read(ClassLoader libraries) {
        Set<String> names = new TreeSet<>(List.of("llm"));
        try {
            for (URL list : Collections.list(libraries.getResources(LISTS))) {
                try (InputStream in = list.openStream()) {
                    Properties properties = new Properties();
                    properties.load(in);
                    names.addAll(
                            List.of(properties.getProperty("components", "llm").split("\\s+")));
                }
            }
        } catch (IOException e) {
            // Without the names there is no hint at the nearest.
        }
        return names;
    }
}
