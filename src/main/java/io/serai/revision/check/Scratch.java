package io.serai.revision.check;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.PropertiesFunction;

/** A Camel context that is never started: for answers that only Camel has, such as the value of a placeholder. */
final class Scratch implements AutoCloseable {
    private static final Pattern BEAN = Pattern.compile("camel\\.beans\\.([^.\\[]+).*");

    private final DefaultCamelContext context = new DefaultCamelContext(false);
    private final Set<String> beans;

    /** @param settings the properties of the file */
    Scratch(Surroundings surroundings, Properties settings) {
        context.disableJMX();
        context.setApplicationContextClassLoader(surroundings.libraries());
        PropertiesComponent properties = context.getPropertiesComponent();
        Properties all = new Properties();
        all.putAll(settings);
        all.putAll(surroundings.properties());
        properties.setInitialProperties(all);
        for (PropertiesFunction function : surroundings.functions().apply(surroundings.catalog())) {
            properties.addPropertiesFunction(function);
        }
        beans = settings.stringPropertyNames().stream()
                .map(BEAN::matcher)
                .filter(Matcher::matches)
                .map(it -> it.group(1))
                .collect(Collectors.toSet());
        context.build();
    }

    /** The names of the beans that properties make, as {@code camel.beans.name = #class:...} does. */
    Set<String> beans() {
        return beans;
    }

    DefaultCamelContext context() {
        return context;
    }

    /**
     * A text with all its placeholders resolved.
     *
     * @param local the parameters of the template that it stands in
     * @throws IllegalArgumentException if one stands for nothing
     */
    String resolve(String text, Map<String, String> local) {
        if (!text.contains("{{")) {
            return text;
        }
        PropertiesComponent properties = context.getPropertiesComponent();
        Properties parameters = new Properties();
        parameters.putAll(local);
        properties.setLocalProperties(parameters);
        try {
            String resolved = context.resolvePropertyPlaceholders(text);
            return resolved == null ? "" : resolved;
        } finally {
            properties.setLocalProperties(null);
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
