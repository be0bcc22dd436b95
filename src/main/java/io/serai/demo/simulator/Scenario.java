package io.serai.demo.simulator;

import io.serai.quota.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The scenario of a simulator: vendors, and the seed of all that happens by chance. Times count from the start of the simulator.
 *
 * @param seed the same seed and the same calls in the same order give the same answers
 */
public record Scenario(long seed, List<VendorPlan> vendors) {

    /**
     * Reads one from a file; {@code docs/simulator.md} describes its fields.
     *
     * @throws ScenarioException if it cannot be read or is wrong; the message has the line and what to change
     */
    public static Scenario read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new ScenarioException(file + " cannot be read; name a YAML file that holds a scenario");
        }
    }

    /**
     * Reads one from YAML.
     *
     * @param name what messages call it
     */
    public static Scenario parse(String yaml, String name) {
        return ScenarioReader.read(yaml, name);
    }

    /**
     * One vendor.
     *
     * @param port where it listens; 0 for any
     * @param dialect what it speaks: openai, anthropic, gemini, ollama
     * @param headers the form in which it reports what is left of its limits
     * @param keys the keys that it takes; none for any key, or no key
     * @param deadKeys keys that it knows and refuses
     * @param models those that it has; none for whatever is asked for
     * @param limits one list after another, each key's own
     * @param first time to the first token
     * @param token time to each further token
     * @param length of an answer, in tokens
     */
    public record VendorPlan(
            String name,
            int port,
            String dialect,
            LimitForm headers,
            Set<String> keys,
            Set<String> deadKeys,
            List<String> models,
            List<Step> limits,
            Spread first,
            Spread token,
            Spread length,
            List<FaultPlan> faults) {

        /** The same vendor on another port. */
        public VendorPlan at(int other) {
            return new VendorPlan(
                    name, other, dialect, headers, keys, deadKeys, models, limits, first, token, length, faults);
        }
    }

    /** Limits that hold from a time on. */
    public record Step(Duration after, List<Limit> limits) {}

    /**
     * Something that goes wrong.
     *
     * @param share of the calls that it strikes while it lasts
     * @param keys whose calls it strikes; none for all
     * @param models likewise
     */
    public record FaultPlan(FaultKind kind, double share, Span span, Set<String> keys, Set<String> models) {}
}
