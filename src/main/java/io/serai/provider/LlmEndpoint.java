package io.serai.provider;

import java.util.List;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One or several targets, as an endpoint of a route. */
public final class LlmEndpoint extends DefaultEndpoint {
    private final List<Target> targets;

    LlmEndpoint(String uri, LlmComponent component, List<Target> targets) {
        super(uri, component);
        this.targets = targets;
    }

    public List<Target> targets() {
        return targets;
    }

    @Override
    public Producer createProducer() {
        LlmComponent component = (LlmComponent) getComponent();
        return new LlmProducer(this, component.providers(), component.watchdog());
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("llm: answers requests; it makes none, so no route can begin with it");
    }
}
