package io.serai.ops;

import io.serai.provider.Target;
import io.serai.provider.view.ProviderViews;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of one revision's targets in metrics. There are no more of them than the routes and the catalogue know: whatever else a client
 * makes up is called {@code other}.
 */
final class TargetLabels {
    static final TargetLabels EMPTY = new TargetLabels(-1);

    private static final String OTHER = "other";
    private static final Label NONE = new Label("", "", "");
    private static final Label UNKNOWN = new Label(OTHER, OTHER, OTHER);

    /**
     * OpenTelemetry's well-known values of gen_ai.provider.name, by the catalogue's names of the vendors where those differ.
     * https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/registry/attributes/gen-ai.md
     */
    private static final Map<String, String> WELL_KNOWN = Map.of(
            "gemini", "gcp.gemini",
            "mistral", "mistral_ai",
            "codestral", "mistral_ai",
            "azure", "azure.ai.openai",
            "cohere-v2", "cohere",
            "xai", "x_ai",
            "moonshot", "moonshot_ai");

    private final int revision;
    private final Map<String, Label> targets = new HashMap<>();
    private final Map<String, Label> others = new HashMap<>();

    private TargetLabels(int revision) {
        this.revision = revision;
    }

    static TargetLabels of(Serving serving) {
        TargetLabels labels = new TargetLabels(serving.revision());
        ProviderViews providers = serving.providers();
        for (Target target : serving.names().targets()) {
            String provider = target.provider();
            String vendor = providers.vendor(provider);
            String system = WELL_KNOWN.getOrDefault(vendor, vendor);
            labels.targets.put(target.toString(), new Label(system, provider, target.model()));
            labels.others.putIfAbsent(provider, new Label(system, provider, OTHER));
        }
        for (String provider : providers.on()) {
            String vendor = providers.vendor(provider);
            labels.others.putIfAbsent(provider, new Label(WELL_KNOWN.getOrDefault(vendor, vendor), provider, OTHER));
        }
        return labels;
    }

    boolean isOf(Serving serving) {
        return revision == serving.revision();
    }

    /** @param target as in {@code groq/llama-3.3-70b}; empty if none was asked */
    Label of(String target) {
        if (target.isEmpty()) {
            return NONE;
        }
        Label known = targets.get(target);
        if (known != null) {
            return known;
        }
        int slash = target.indexOf('/');
        return others.getOrDefault(slash < 0 ? target : target.substring(0, slash), UNKNOWN);
    }

    /** @param system the vendor, as OpenTelemetry calls it */
    record Label(String system, String provider, String model) {}
}
