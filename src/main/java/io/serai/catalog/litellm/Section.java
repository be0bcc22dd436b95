package io.serai.catalog.litellm;

import io.serai.catalog.Catalog;
import io.serai.catalog.Model;
import io.serai.catalog.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of the user's catalogue that an import writes; all the rest of the file stays as it is, letter by letter. */
final class Section {
    private static final String KEY = "imported:";
    private static final String TITLE =
            "# What `import` took over, and replaces the next time. What you write outside of this part takes precedence.";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][\\w./-]*");

    private Section() {}

    /** The part as text. Of a model that Serai lists only the price is taken, and what Serai does not know: the rest was compared with documents. */
    static String write(PriceTable table, Catalog shipped) {
        StringBuilder text = new StringBuilder(TITLE).append('\n').append(KEY).append('\n');
        table.taken().forEach((vendor, models) -> {
            text.append("  ").append(vendor).append(":\n    models:\n");
            for (Taken model : models) {
                Model listed = shipped.model(vendor, model.id()).orElse(null);
                text.append("      - { ")
                        .append(String.join(", ", fields(model, listed)))
                        .append(" }\n");
            }
        });
        return text.toString();
    }

    private static List<String> fields(Taken model, @Nullable Model listed) {
        List<String> fields = new ArrayList<>();
        fields.add("id: " + quoted(model.id()));
        if (model.context() != null && (listed == null || listed.context() == Model.UNKNOWN)) {
            fields.add("context: " + model.context());
        }
        if (model.output() != null && (listed == null || listed.output() == Model.UNKNOWN)) {
            fields.add("output: " + model.output());
        }
        if (listed == null && !model.can().isEmpty()) {
            fields.add("can: [" + String.join(", ", model.can()) + "]");
        }
        Price price = model.price();
        if (price != null) {
            fields.add("price: " + (price.isFree() ? "0" : price(price)));
        }
        return fields;
    }

    private static String price(Price price) {
        return "{ in: " + plain(price.in()) + ", out: " + plain(price.out()) + cached(price.cached()) + " }";
    }

    private static String cached(@Nullable BigDecimal cached) {
        return cached == null ? "" : ", cached: " + plain(cached);
    }

    /** The catalogue counts to the billionth part of a dollar. */
    private static String plain(BigDecimal number) {
        return number.setScale(9, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }

    private static String quoted(String id) {
        return PLAIN.matcher(id).matches() ? id : '"' + id.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A file with this part in place of the one of the last import, or at its end. */
    static String into(String file, String section) {
        List<String> lines = new ArrayList<>(file.lines().toList());
        int begin = 0;
        while (begin < lines.size() && !lines.get(begin).startsWith(KEY)) {
            begin++;
        }
        if (begin == lines.size()) {
            String all = String.join("\n", lines);
            return all.isBlank() ? section : all + "\n\n" + section;
        }
        int end = begin + 1;
        while (end < lines.size() && belongs(lines, end)) {
            end++;
        }
        if (begin > 0 && lines.get(begin - 1).equals(TITLE)) {
            begin--;
        }
        List<String> result = new ArrayList<>(lines.subList(0, begin));
        result.addAll(section.lines().toList());
        result.addAll(lines.subList(end, lines.size()));
        return String.join("\n", result) + "\n";
    }

    /** Whether a line, or one that follows the blank ones and comments from there on, is indented and so belongs to the part. */
    private static boolean belongs(List<String> lines, int from) {
        for (int i = from; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                return line.startsWith(" ");
            }
        }
        return false;
    }
}
