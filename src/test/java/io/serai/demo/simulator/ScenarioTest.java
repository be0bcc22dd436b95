package io.serai.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand in a file, and what is said if something else does. */
class ScenarioTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void theExampleIsAScenario() {
        Scenario scenario = Scenario.read(Path.of("docs/simulator.yaml"));
        assertThat(scenario.vendors()).extracting(Scenario.VendorPlan::dialect).containsAll(Wire.NAMES);
        assertThat(scenario.vendors())
                .flatExtracting(Scenario.VendorPlan::faults)
                .extracting(Scenario.FaultPlan::kind)
                .containsAll(FaultKind.WORDS.values());
    }

    @Test
    void thePageNamesEveryFaultAndEveryForm() throws IOException {
        String page = Files.readString(Path.of("docs/simulator.md"));
        assertThat(FaultKind.values()).allMatch(kind -> page.contains('`' + kind.word() + '`'));
        assertThat(LimitForm.values()).allMatch(form -> page.contains('`' + form.word() + '`'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: a                            | :3 vendors lacks 'dialect'; add it",
                "name: a; dialect: opnai            | :4 dialect does not know 'opnai'; did you mean 'openai'?",
                "name: a; dialect: openai; limit: x | :5 limit is not known here; did you mean 'limits'?",
                "name: a; dialect: openai; limits: 30 per min | :5 limits is wrong: '30 per min' is no limit; write",
                "name: a; dialect: openai; port: 70000        | :5 port must be a whole number from 0 to 65535, not '70000'",
                "name: a; dialect: openai; length: many       | :5 length must be a number from 0 to 100000, not 'many'",
                "name: a; dialect: openai; keys: {}           | :5 keys must be a list, such as [a, b]",
                "name: a; dialect: openai; latency: 3s        | :5 latency must be a mapping with the fields first, token",
                "name: a; dialect: openai; latency: {first: 3} | :5 first must be a time such as 200ms",
                "name: a; dialect: openai; length: {from: 3}  | :5 length must have either from and to, or median and p99",
                "name: a; dialect: openai; length: {from: 3, to: 2}     | :5 length from must not be more than to",
                "name: a; dialect: openai; length: {median: 3, p99: 2}  | :5 length median must not be more than p99",
                "name: a; dialect: openai; name: b            | :5 name appears twice; leave one out",
                "name: a; dialect: openai; name:              | :5 name appears twice",
                "name: ; dialect: openai                      | :3 name must be a text",
                "name: a; dialect: openai; headers: grok      | :5 headers does not know 'grok'; did you mean 'groq'?",
                "name: a; dialect: openai; faults: [{kind: hung}]           | :5 kind does not know 'hung'; did you mean 'hang'?",
                "name: a; dialect: openai; faults: [{kind: hang, share: 2}] | :5 share must be a number from 0 to 1, not",
                "name: a; dialect: openai; faults: [{kind: hang, from: 3s, to: 2s}] | :5 faults must end later than it begins",
                "name: a; dialect: openai; faults: [{kind: hang, every: 3s}]        | :5 faults lacks 'for'; add it",
                "name: a; dialect: openai; faults: [{kind: hang, every: 0s, for: 1s}]           | must have more than 0",
                "name: a; dialect: openai; faults: [{kind: hang, every: 3s, for: 1s, to: 2s}]   | either from and to, or every",
                "name: a; dialect: openai; faults: [{kind: key-change, from: 3s}] | of the kind key-change begins with a new key",
                "name: a; dialect: openai; limits: [{after: 3s, limits: 1/s}, {after: 2s, limits: 1/s}] | must come later than",
                "name: a; dialect: openai; faults: [          | this is no YAML",
            })
    void mistakesAreToldWithTheirLine(String vendor, String told) {
        String yaml = "seed: 1\nvendors:\n  - " + vendor.strip().replace("; ", "\n    ") + "\n";
        assertThatThrownBy(() -> Scenario.parse(yaml, "play.yaml"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("play.yaml:")
                .hasMessageContaining(told.strip());
    }

    @Test
    void vendorsAreThereAndDiffer() {
        assertThatThrownBy(() -> Scenario.parse("", "play.yaml"))
                .hasMessage("play.yaml:1 the file is empty; list the vendors to simulate");
        assertThatThrownBy(() -> Scenario.parse("vendors: []", "play.yaml")).hasMessageContaining("lists no vendor");
        String twice =
                "vendors:\n  - { name: a, dialect: openai, port: 9 }\n  - { name: %s, dialect: ollama, port: 9 }";
        assertThatThrownBy(() -> Scenario.parse(twice.formatted("a"), "play.yaml"))
                .hasMessageContaining("play.yaml:3 vendors holds the name 'a' twice");
        assertThatThrownBy(() -> Scenario.parse(twice.formatted("b"), "play.yaml"))
                .hasMessageContaining("play.yaml:3 vendors holds the port 9 twice");
    }

    @Test
    void spreadsAreAsTheyAreWritten() {
        SplittableRandom random = new SplittableRandom(1);
        Spread lognormal = new Spread.Lognormal(100, 400);
        double[] drawn = DoubleStream.generate(() -> lognormal.draw(random))
                .limit(20_000)
                .sorted()
                .toArray();
        assertThat(drawn[10_000]).isBetween(95.0, 105.0);
        assertThat(drawn[19_800]).isBetween(360.0, 440.0);
        assertThat(DoubleStream.generate(() -> new Spread.Uniform(2, 3).draw(random))
                        .limit(1000)
                        .summaryStatistics())
                .matches(all -> all.getMin() >= 2 && all.getMax() < 3 && Math.abs(all.getAverage() - 2.5) < 0.1);
    }

    @Test
    void timesHaveUnits() {
        String yaml = "vendors:\n  - name: a\n    dialect: openai\n    faults: [{kind: hang, from: 1.5s, to: 2h}]";
        assertThat(Scenario.parse(yaml, "play.yaml")
                        .vendors()
                        .getFirst()
                        .faults()
                        .getFirst()
                        .span())
                .isEqualTo(new Span.Once(Duration.ofMillis(1500), Duration.ofHours(2)));
    }

    @Test
    void theCommandTellsWhereItsVendorsAre() throws IOException {
        Path file = directory.resolve("play.yaml");
        Files.writeString(file, "vendors:\n  - { name: one, dialect: gemini }\n");
        try (Simulator simulator = SimulateCommand.start(file, new PrintStream(out, true, StandardCharsets.UTF_8))) {
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("http://127.0.0.1:" + simulator.port("one") + "/v1beta");

            Files.writeString(
                    file, "vendors:\n  - { name: one, dialect: gemini, port: " + simulator.port("one") + " }\n");
            assertThatThrownBy(() -> Simulator.start(Scenario.read(file)))
                    .isInstanceOf(ScenarioException.class)
                    .hasMessageContaining("is taken; set its port to another");
            assertThatThrownBy(() -> simulator.counts("two")).hasMessageContaining("No vendor two in [one]");
        }
        assertThatThrownBy(() -> Scenario.read(directory.resolve("none.yaml")))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("none.yaml cannot be read");
    }
}
