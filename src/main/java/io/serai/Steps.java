package io.serai;

import java.util.function.Supplier;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;

/** The registry of a revision, which takes no bean but those of the table in {@link Beans}. */
record Steps(Registry registry) {

    void bind(String name, Object bean) {
        registry.bind(Beans.known(name), bean);
    }

    void step(String name, Processor step) {
        bind(name, step);
    }

    void condition(String name, Predicate condition) {
        bind(name, condition);
    }

    /** Makes one for each step that names it. */
    <T> void each(String name, Class<T> type, Supplier<Object> bean) {
        registry.bindAsPrototype(Beans.known(name), type, bean);
    }
}
