package io.serai.revision.check;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.PropertiesFunction;

/** A Camel context that is never started: for what only Camel itself can tell, such as what a placeholder stands for. */
final class Scratch implements AutoCloseable {
    private final DefaultCamelContext context = new DefaultCamelContext(false);

    /** @param settings the properties of the file */
    Scratch(Surroundings surroundings, Properties settings) {
        context.disableJMX();
        PropertiesComponent properties = context.getPropertiesComponent();
        properties.setInitialProperties(settings);
        for (PropertiesFunction function : surroundings.functions()) {
            properties.addPropertiesFunction(function);
        }
        context.build();
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
