package io.serai.demo.simulator;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.serai.demo.simulator.Scenario.FaultPlan;
import io.serai.demo.simulator.Scenario.Step;
import io.serai.demo.simulator.Scenario.VendorPlan;
import io.serai.quota.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Reads scenarios from YAML. */
final class ScenarioReader {
    private static final List<String> SCENARIO = List.of("seed", "vendors");
    private static final List<String> VENDOR = List.of(
            "name",
            "port",
            "dialect",
            "headers",
            "keys",
            "dead-keys",
            "models",
            "limits",
            "latency",
            "length",
            "faults");
    private static final List<String> FAULT = List.of("kind", "share", "from", "to", "every", "for", "keys", "models");
    private static final Map<String, String> DIALECTS = Wire.NAMES.stream().collect(toMap(identity(), identity()));
    private static final Spread NOTHING = new Spread.Constant(0);
    private static final Spread LENGTH = new Spread.Constant(20);
    private static final int MOST_TOKENS = 100_000;

    private ScenarioReader() {}

    static Scenario read(String yaml, String file) {
        Yaml root = Yaml.compose(yaml, file);
        Map<String, Yaml> fields = root.fields(SCENARIO);
        Yaml seed = fields.get("seed");
        List<VendorPlan> vendors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Integer> ports = new HashSet<>();
        for (Yaml entry : need(root, fields, "vendors").list()) {
            VendorPlan vendor = vendor(entry);
            if (!names.add(vendor.name())) {
                throw entry.wrong("holds the name '" + vendor.name() + "' twice; give each vendor its own");
            }
            if (vendor.port() != 0 && !ports.add(vendor.port())) {
                throw entry.wrong("holds the port " + vendor.port() + " twice; give each vendor its own, or 0");
            }
            vendors.add(vendor);
        }
        if (vendors.isEmpty()) {
            throw root.wrong("lists no vendor; add one to vendors");
        }
        return new Scenario(seed == null ? 0 : seed.integer(Long.MIN_VALUE, Long.MAX_VALUE), List.copyOf(vendors));
    }

    private static VendorPlan vendor(Yaml entry) {
        Map<String, Yaml> fields = entry.fields(VENDOR);
        String dialect = need(entry, fields, "dialect").word(DIALECTS);
        Yaml port = fields.get("port");
        Yaml headers = fields.get("headers");
        Yaml length = fields.get("length");
        Map<String, Yaml> latency =
                fields.containsKey("latency") ? fields.get("latency").fields(List.of("first", "token")) : Map.of();
        return new VendorPlan(
                need(entry, fields, "name").text(),
                port == null ? 0 : (int) port.integer(0, 65_535),
                dialect,
                headers == null ? LimitForm.usual(dialect) : headers.word(LimitForm.WORDS),
                texts(fields.get("keys")),
                texts(fields.get("dead-keys")),
                List.copyOf(texts(fields.get("models"))),
                limits(fields.get("limits")),
                times(latency.get("first")),
                times(latency.get("token")),
                length == null ? LENGTH : spread(length, value -> value.number(0, MOST_TOKENS)),
                faults(fields.get("faults")));
    }

    private static List<Step> limits(@Nullable Yaml value) {
        if (value == null) {
            return List.of(new Step(Duration.ZERO, List.of()));
        }
        if (value.isText()) {
            return List.of(new Step(Duration.ZERO, limit(value)));
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(Duration.ZERO, List.of()));
        for (Yaml item : value.list()) {
            Map<String, Yaml> fields = item.fields(List.of("after", "limits"));
            Step step = new Step(need(item, fields, "after").time(), limit(need(item, fields, "limits")));
            if (step.after().compareTo(steps.getLast().after()) < 0) {
                throw item.wrong("must come later than the one above; order them by 'after'");
            }
            steps.add(step);
        }
        return List.copyOf(steps);
    }

    private static List<Limit> limit(Yaml value) {
        try {
            return Limit.parse(value.text());
        } catch (IllegalArgumentException e) {
            throw value.wrong("is wrong: " + e.getMessage());
        }
    }

    private static Spread times(@Nullable Yaml value) {
        return value == null ? NOTHING : spread(value, time -> time.time().toNanos() / 1e6);
    }

    /** A number; {from, to}; or {median, p99}. */
    private static Spread spread(Yaml value, ToDoubleFunction<Yaml> number) {
        if (!value.isMapping()) {
            return new Spread.Constant(number.applyAsDouble(value));
        }
        Map<String, Yaml> fields = value.fields(List.of("from", "to", "median", "p99"));
        boolean between = fields.containsKey("from") || fields.containsKey("to");
        String least = between ? "from" : "median";
        String most = between ? "to" : "p99";
        if (fields.size() != 2) {
            throw value.wrong("must have either from and to, or median and p99");
        }
        double low = number.applyAsDouble(need(value, fields, least));
        double high = number.applyAsDouble(need(value, fields, most));
        if (low > high || (!between && low <= 0)) {
            throw value.wrong(least + " must not be more than " + most + (between ? "" : ", and more than 0"));
        }
        return between ? new Spread.Uniform(low, high) : new Spread.Lognormal(low, high);
    }

    private static List<FaultPlan> faults(@Nullable Yaml value) {
        return value == null
                ? List.of()
                : value.list().stream().map(ScenarioReader::fault).toList();
    }

    private static FaultPlan fault(Yaml entry) {
        Map<String, Yaml> fields = entry.fields(FAULT);
        FaultKind kind = need(entry, fields, "kind").word(FaultKind.WORDS);
        Yaml share = fields.get("share");
        return new FaultPlan(
                kind,
                share == null ? 1 : share.number(0, 1),
                span(kind, entry, fields),
                texts(fields.get("keys")),
                texts(fields.get("models")));
    }

    private static Span span(FaultKind kind, Yaml entry, Map<String, Yaml> fields) {
        Yaml from = fields.get("from");
        Yaml to = fields.get("to");
        if (kind == FaultKind.KEY_CHANGE) {
            if (from != null || to != null || fields.containsKey("every")) {
                throw entry.wrong("of the kind key-change begins with a new key; it takes 'for' alone");
            }
            return new Span.AfterKeyChange(need(entry, fields, "for").time());
        }
        if (fields.containsKey("every") || fields.containsKey("for")) {
            if (from != null || to != null) {
                throw entry.wrong("must have either from and to, or every and for");
            }
            Duration every = need(entry, fields, "every").time();
            Duration lasting = need(entry, fields, "for").time();
            if (every.isZero() || lasting.isZero()) {
                throw entry.wrong("must have more than 0 for every and for");
            }
            return new Span.Recurring(every, lasting);
        }
        Duration begin = from == null ? Duration.ZERO : from.time();
        Duration end = to == null ? null : to.time();
        if (end != null && end.compareTo(begin) <= 0) {
            throw entry.wrong("must end later than it begins; set 'to' to more than 'from'");
        }
        return new Span.Once(begin, end);
    }

    private static Set<String> texts(@Nullable Yaml value) {
        Set<String> texts = new LinkedHashSet<>();
        if (value != null) {
            (value.isText() ? List.of(value) : value.list()).forEach(item -> texts.add(item.text()));
        }
        return texts;
    }

    private static Yaml need(Yaml owner, Map<String, Yaml> fields, String name) {
        Yaml value = fields.get(name);
        if (value == null) {
            throw owner.wrong("lacks '" + name + "'; add it");
        }
        return value;
    }
}
