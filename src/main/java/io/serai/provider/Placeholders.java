package io.serai.provider;

import io.serai.catalog.Catalog;
import java.util.Collection;
import java.util.List;
import org.apache.camel.spi.PropertiesFunction;

/** The placeholders that routes may use besides Camel's own. */
public final class Placeholders {

    private Placeholders() {}

    /** Those for a catalogue. */
    public static Collection<PropertiesFunction> of(Catalog catalog) {
        return List.of(new LimitFunction(catalog), new MillisFunction());
    }
}
