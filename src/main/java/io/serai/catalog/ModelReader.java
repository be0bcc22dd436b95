package io.serai.catalog;

import static java.util.stream.Collectors.toSet;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a model's entry. */
final class ModelReader {
    private static final List<String> PRICE = List.of("in", "out", "cached", "written", "above");
    private static final List<String> ABOVE = List.of("tokens", "in", "out", "cached", "written");
    private static final Map<String, Capability> CAPABILITIES = Value.words(Capability.class);
    private static final Map<String, Speed> SPEEDS = Value.words(Speed.class);
    private static final Map<String, Size.Class> SIZES = Value.words(Size.Class.class);
    private static final Pattern NUMBER = Pattern.compile("\\d.*");

    private ModelReader() {}

    /** @param price what the vendor's models cost that name none */
    static Model read(Entry entry, @Nullable Price price) {
        return new Model(
                entry.need("id").text(),
                entry.get("context").map(Value::number).orElse(Model.UNKNOWN),
                entry.get("output").map(Value::number).orElse(Model.UNKNOWN),
                entry.list("can").stream().map(word -> word.word(CAPABILITIES)).collect(toSet()),
                entry.list("tasks").stream().map(Value::text).toList(),
                price(entry, price),
                entry.get("size").map(ModelReader::size).orElse(null),
                entry.get("speed").map(value -> value.word(SPEEDS)).orElse(null));
    }

    /** The price in an entry; another one if it has none, null if nobody knows. */
    static @Nullable Price price(Entry entry, @Nullable Price otherwise) {
        Value value = entry.get("price").orElse(null);
        if (value == null) {
            return otherwise;
        }
        if (value.isMapping()) {
            Entry price = value.entry(value.owner() + ", price").only(PRICE);
            return mapping(price, price.get("above").map(ModelReader::above).orElse(null));
        }
        return switch (value.text()) {
            case "0" -> Price.FREE;
            case "unknown" -> null;
            default ->
                throw value.wrong("must be 0, unknown, or dollars for a million tokens such as { in: 0.15, out: 0.6 }");
        };
    }

    private static Price mapping(Entry price, Price.@Nullable Above above) {
        return new Price(
                price.need("in").decimal(),
                price.get("out").map(Value::decimal).orElse(BigDecimal.ZERO),
                price.get("cached").map(Value::decimal).orElse(null),
                price.get("written").map(Value::decimal).orElse(null),
                above);
    }

    private static Price.Above above(Value value) {
        Entry above = value.entry(value.owner() + ", above").only(ABOVE);
        return new Price.Above(above.need("tokens").number(), mapping(above, null));
    }

    private static Size size(Value value) {
        return NUMBER.matcher(value.text()).matches() ? Size.of(value.decimal()) : new Size(null, value.word(SIZES));
    }
}
