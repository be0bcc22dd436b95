package io.serai.provider.llm;

import io.serai.provider.Providers;
import io.serai.provider.Target;
import io.serai.provider.Watchdog;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The llm: component. {@code llm:provider/model} asks a target; {@code llm:a/x,b/y} asks the first, and if it fails the next.
 * {@code llm:named} asks the targets that the client has named: what clients write must not become an address, in which
 * {@code {{...}}} stands for settings and secrets.
 */
public final class LlmComponent extends DefaultComponent {
    /** The address of what the client has named. */
    public static final String NAMED = "named";

    private final Providers providers;
    private final Watchdog watchdog;

    public LlmComponent(Providers providers, Watchdog watchdog) {
        this.providers = providers;
        this.watchdog = watchdog;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        List<Target> targets = remaining.equals(NAMED) ? List.of() : Target.list(remaining);
        LlmEndpoint endpoint = new LlmEndpoint(uri, this, targets);
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
