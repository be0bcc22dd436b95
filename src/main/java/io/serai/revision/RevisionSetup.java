package io.serai.revision;

import io.serai.routing.ModelNames;
import io.vertx.ext.web.Router;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.TypeConverterRegistry;

/** The setup of one revision: beans, converters and placeholders by its own settings. */
public interface RevisionSetup {

    /** A router for its HTTP routes, with answers for unknown paths. */
    Router newRouter();

    /** Binds the beans that routes refer to. */
    void bind(Registry registry, Router router, Supplier<ModelNames> names);

    /** Adds converters for requests and answers to Camel. */
    void convert(TypeConverterRegistry converters);

    /** The placeholders that its routes may use besides Camel's own, by its catalogue. */
    Collection<PropertiesFunction> placeholders();

    /** Applies its settings to everything that all revisions share. */
    void apply();

    /** The names of the settings that differ from those with which the process was started, and cannot change while it runs. */
    List<String> afterRestart();
}
