package io.serai.ops;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The metrics themselves; docs/metrics.md describes each. Those that OpenTelemetry has a name for have that name, its buckets and its
 * attributes: https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-metrics.md
 */
final class Instruments {
    private static final double[] SECONDS = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };
    private static final double[] FIRST_TOKEN = {
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };
    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864
    };
    private static final double[] OVERHEAD = {
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1
    };

    private static final String OPERATION = "gen_ai_operation_name";
    private static final String SYSTEM = "gen_ai_provider_name";
    private static final String MODEL = "gen_ai_request_model";
    private static final String ERROR = "error_type";
    private static final String ACCOUNT = "serai_provider";

    final PrometheusRegistry registry = new PrometheusRegistry();
    final Histogram clientDuration = histogram(
            "gen_ai_client_operation_duration_seconds",
            "How long a call of a vendor took, until the end of its answer.",
            SECONDS,
            OPERATION,
            SYSTEM,
            MODEL,
            ACCOUNT,
            ERROR);
    final Histogram firstChunk = histogram(
            "gen_ai_client_operation_time_to_first_chunk_seconds",
            "How long a vendor took until the first piece of a streamed answer that says something.",
            SECONDS,
            OPERATION,
            SYSTEM,
            MODEL,
            ACCOUNT);
    final Histogram tokens = histogram(
            "gen_ai_client_token_usage",
            "Tokens that an answer has cost at its vendor.",
            TOKENS,
            OPERATION,
            SYSTEM,
            MODEL,
            ACCOUNT,
            "gen_ai_token_type");
    final Histogram serverDuration = histogram(
            "gen_ai_server_request_duration_seconds",
            "How long a client's request took, all attempts included.",
            SECONDS,
            OPERATION,
            SYSTEM,
            MODEL,
            ACCOUNT,
            ERROR);
    final Histogram firstToken = histogram(
            "gen_ai_server_time_to_first_token_seconds",
            "How long a client waited for the first piece of a streamed answer, all attempts included.",
            FIRST_TOKEN,
            OPERATION,
            SYSTEM,
            MODEL,
            ACCOUNT);
    final Histogram overhead = histogram(
            "serai_overhead_seconds",
            "Serai's own time for a request, without waits for vendors and slow clients.",
            OVERHEAD,
            "ingress");
    final Counter requests = counter(
            "serai_requests_total", "Requests that have ended.", "ingress", "dialect", "task", "cache", "status");
    final Counter attempts = counter(
            "serai_attempts_total",
            "Targets that were tried or passed over, and what came of it.",
            "provider",
            "model",
            "outcome");

    private Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** Adds a metric that is looked up when somebody asks for it. */
    void gauge(String name, String help, Consumer<GaugeWithCallback.Callback> look, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(look)
                .register(registry);
    }

    /** Adds counters that somebody else counts, and that are looked up when somebody asks for them. */
    void counts(String name, String help, Consumer<CounterWithCallback.Callback> look, String... labels) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(look)
                .register(registry);
    }

    void count(String name, String help, LongSupplier look) {
        counts(name, help, callback -> callback.call(look.getAsLong()));
    }
}
