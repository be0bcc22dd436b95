package io.serai.provider.llm;

import io.serai.provider.Target;
import java.util.List;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One or several targets, as an endpoint of a route. */
public final class LlmEndpoint extends DefaultEndpoint {
    private final List<Target> targets;
    private int weight = 1;

    LlmEndpoint(String uri, LlmComponent component, List<Target> targets) {
        super(uri, component);
        this.targets = targets;
    }

    /** Empty for those that the client has named. */
    public List<Target> targets() {
        return targets;
    }

    public int getWeight() {
        return weight;
    }

    /** How often it is chosen beside the others of its pool, where that goes by weight. */
    public void setWeight(int weight) {
        if (weight < 1) {
            throw new IllegalArgumentException("weight must be 1 or more, not " + weight);
        }
        this.weight = weight;
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
