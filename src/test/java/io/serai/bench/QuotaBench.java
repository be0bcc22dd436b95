package io.serai.bench;

import io.serai.RunningSerai;
import io.serai.demo.simulator.Counts.Seen;
import io.serai.demo.simulator.Scenario;
import io.serai.demo.simulator.Scenario.VendorPlan;
import io.serai.demo.simulator.Simulator;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures how fast many answers come from simulated providers that limit their callers: through Serai, one by one, and by trying again.
 * Beside each time stands the best that limits and latencies allow. The last part is {@link WeekOfOutages a week of outages}. No test, as
 * clocks on shared machines lie:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.bench.QuotaBench [bound] [pool] [moving] [week]
 * </pre>
 */
public final class QuotaBench {
    /** Four providers, called by what they allow each second; the latencies are chosen so that one by one, 100 ms apart, 50 calls take 128 s. */
    private static final String FOUR = """
            vendors:
              - { name: ten,  dialect: openai, limits: "10/s, 5 parallel", latency: { first: 1200ms } }
              - { name: two,  dialect: openai, limits: "2/s, 2 parallel",  latency: { first: 3000ms } }
              - { name: one,  dialect: openai, limits: "1/s, 1 parallel",  latency: { first: 2600ms } }
              - { name: five, dialect: openai, limits: "5/s, 3 parallel",  latency: { first: 3100ms } }
            """;

    /** One provider whose limit moves threefold every ten seconds, and who tells. */
    private static final String MOVING = """
            vendors:
              - name: moody
                dialect: openai
                latency: { first: 200ms }
                limits:
                  - { after: 0s,  limits: 30/s }
                  - { after: 10s, limits: 10/s }
                  - { after: 20s, limits: 30/s }
                  - { after: 30s, limits: 10/s }
                  - { after: 40s, limits: 30/s }
            """;

    /** What Serai is told of them: as much as they ever allow. */
    private static final Map<String, String> PUBLISHED = Map.of(
            "ten", "10/s, 5 parallel",
            "two", "2/s, 2 parallel",
            "one", "1/s, 1 parallel",
            "five", "5/s, 3 parallel",
            "moody", "30/s");

    /** One that only warms the client in Serai. */
    private static final Scenario WARM = Scenario.parse("vendors: [{ name: warm, dialect: openai }]", "WARM");

    private static final int WARMING = 300;
    private static final int FEW = 50;
    private static final int MANY = 1000;
    private static final int AT_ONCE = 100;
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration THIRTIETH = Duration.ofNanos(1_000_000_000 / 30);

    private final List<Row> rows = new ArrayList<>();

    private QuotaBench() {}

    public static void main(String[] args) throws Exception {
        Set<String> wanted = args.length > 0 ? Set.of(args) : Set.of("bound", "pool", "moving", "week");
        QuotaBench bench = new QuotaBench();
        if (wanted.contains("bound")) {
            bench.bound();
        }
        if (wanted.contains("pool")) {
            bench.pool();
        }
        if (wanted.contains("moving")) {
            bench.moving();
        }
        if (!bench.rows.isEmpty()) {
            bench.print();
        }
        if (wanted.contains("week")) {
            WeekOfOutages.measure();
        }
        System.exit(0);
    }

    /** 50 calls, each for a certain one of four providers. */
    private void bound() throws Exception {
        Scenario four = Scenario.parse(FOUR, "FOUR");
        List<VendorPlan> vendors = four.vendors();
        double best = 0;
        for (int i = 0; i < vendors.size(); i++) {
            int share = (FEW - i + vendors.size() - 1) / vendors.size();
            best = Math.max(best, BestSchedule.ends(vendors.get(i), share).getLast());
        }
        List<String> models =
                vendors.stream().map(vendor -> vendor.name() + "/small").toList();
        String name = "50 calls, each for one of 4 providers";
        measure(name, "one by one, 100 ms apart", four, best, (client, urls) -> client.oneByOne(urls, FEW, DELAY));
        measure(
                name,
                "round robin, again after 1 s",
                four,
                best,
                (client, urls) -> client.roundRobin(urls, FEW, FEW, true));
        withSerai(name, four, best, (client, serai) -> client.throughSerai(serai, models, FEW, FEW));
    }

    /** 50 calls, for whichever of the four can answer. */
    private void pool() throws Exception {
        Scenario four = Scenario.parse(FOUR, "FOUR");
        double best = BestSchedule.anywhere(four.vendors(), FEW);
        String name = "50 calls, for any of 4 providers";
        measure(
                name,
                "round robin, on to the next",
                four,
                best,
                (client, urls) -> client.roundRobin(urls, FEW, FEW, false));
        withSerai(name, four, best, (client, serai) -> client.throughSerai(serai, List.of("any"), FEW, FEW));
    }

    /** 1,000 calls for one provider whose limit moves. */
    private void moving() throws Exception {
        Scenario moving = Scenario.parse(MOVING, "MOVING");
        double best = BestSchedule.ends(moving.vendors().getFirst(), MANY).getLast();
        String name = "1,000 calls, limit moves 30/s, 10/s, 30/s ...";
        measure(
                name,
                "30 each second",
                moving,
                best,
                (client, urls) -> client.atAFixedRate(urls.getFirst(), MANY, THIRTIETH));
        measure(
                name,
                "100 at once, again after 1 s",
                moving,
                best,
                (client, urls) -> client.roundRobin(urls, MANY, AT_ONCE, false));
        withSerai(
                name,
                moving,
                best,
                (client, serai) -> client.throughSerai(serai, List.of("moody/small"), MANY, AT_ONCE));
    }

    private void measure(String scenario, String name, Scenario vendors, double best, Direct way) {
        try (Simulator simulator = Simulator.start(vendors)) {
            List<String> urls = vendors.vendors().stream()
                    .map(vendor -> simulator.url(vendor.name()))
                    .toList();
            long begun = System.nanoTime();
            way.run(new QuotaClient(name), urls);
            add(scenario, name, vendors, simulator, best, begun);
        }
    }

    private void withSerai(String scenario, Scenario vendors, double best, Through way) throws Exception {
        Path directory = Files.createTempDirectory("serai-quota-bench");
        Scenario placed = placed(vendors);
        RunningSerai.Setup setup = RunningSerai.in(directory);
        for (VendorPlan vendor : placed.vendors()) {
            String url = "http://127.0.0.1:" + vendor.port() + "/v1";
            setup.provider(vendor.name(), url, "keys", "any", "limits", PUBLISHED.getOrDefault(vendor.name(), ""));
        }
        setup.file("routes/any.camel.yaml", pool(placed.vendors()));
        try (Simulator warm = Simulator.start(WARM);
                RunningSerai serai =
                        setup.provider("warm", warm.url("warm"), "keys", "any").start()) {
            new QuotaClient("warm").throughSerai(serai.uri("/v1/chat/completions"), List.of("warm/small"), WARMING, 10);
            try (Simulator simulator = Simulator.start(placed)) {
                long begun = System.nanoTime();
                way.run(new QuotaClient("serai"), serai.uri("/v1/chat/completions"));
                add(scenario, "Serai", placed, simulator, best, begun);
            }
        }
    }

    /** A pool of all of them. */
    private static String pool(List<VendorPlan> vendors) {
        StringBuilder route = new StringBuilder("""
                - route:
                    id: pool-any
                    from:
                      uri: direct:pool-any
                      steps:
                        - loadBalance:
                            customLoadBalancer: { ref: soonest }
                            steps:
                """);
        vendors.forEach(vendor ->
                route.append("              - to: llm:").append(vendor.name()).append("/small\n"));
        return route.toString();
    }

    /** The same vendors on ports that are free, so that Serai can know them before their time begins. */
    private static Scenario placed(Scenario vendors) {
        try (Simulator simulator = Simulator.start(vendors)) {
            List<VendorPlan> placed = vendors.vendors().stream()
                    .map(vendor -> vendor.at(simulator.port(vendor.name())))
                    .toList();
            return new Scenario(vendors.seed(), placed);
        }
    }

    private void add(String scenario, String client, Scenario vendors, Simulator simulator, double best, long begun) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        Seen all = new Seen(0, 0, 0, 0, 0);
        Map<String, Long> accepted = new TreeMap<>();
        for (VendorPlan vendor : vendors.vendors()) {
            Seen seen = simulator.counts(vendor.name()).all();
            all = all.plus(seen);
            accepted.put(vendor.name(), seen.accepted());
        }
        rows.add(new Row(scenario, client, seconds, best, all));
        System.err.printf("%s, %s: %.1f s, %s, %s%n", scenario, client, seconds, all, accepted);
    }

    private void print() {
        System.out.println("| | | time | best possible | limits used | calls refused with 429 |");
        System.out.println("|---|---|---:|---:|---:|---:|");
        String before = "";
        for (Row row : rows) {
            Seen seen = row.seen;
            System.out.printf(
                    "| %s | %s | %.1f s | %.1f s | %.0f %% | %d of %d, %.1f %% |%n",
                    row.scenario.equals(before) ? "" : row.scenario,
                    row.client,
                    row.seconds,
                    row.best,
                    100 * row.best / row.seconds,
                    seen.limited(),
                    seen.accepted() + seen.limited(),
                    100.0 * seen.limited() / (seen.accepted() + seen.limited()));
            before = row.scenario;
        }
    }

    /** A way to ask vendors themselves. */
    private interface Direct {
        void run(QuotaClient client, List<String> urls);
    }

    /** A way to ask Serai. */
    private interface Through {
        void run(QuotaClient client, URI serai);
    }

    /** A measured time. */
    private record Row(String scenario, String client, double seconds, double best, Seen seen) {}
}
