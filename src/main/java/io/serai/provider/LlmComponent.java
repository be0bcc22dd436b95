package io.serai.provider;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The llm: component. {@code llm:provider/model} asks a target; {@code llm:a/x,b/y} asks the first, and if it fails the next.
 */
public final class LlmComponent extends DefaultComponent {
    private final Providers providers;
    private final Watchdog watchdog;

    public LlmComponent(Providers providers, Watchdog watchdog) {
        this.providers = providers;
        this.watchdog = watchdog;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        LlmEndpoint endpoint = new LlmEndpoint(uri, this, Target.list(remaining));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    public boolean useRawUri() {
        return true;
    }

    Providers providers() {
        return providers;
    }

    Watchdog watchdog() {
        return watchdog;
    }
}
