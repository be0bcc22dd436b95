package io.serai.catalog.litellm;

import io.serai.catalog.Catalog;
import io.serai.text.BoundedYaml;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The usable part of LiteLLM's table of prices: the models that chat or embed, of the vendors that the catalogue knows.
 *
 * @param taken by vendor
 * @param strangers how many models are of a provider that Serai does not know, by its name
 * @param kinds how many are of a kind that Serai does not serve, by that
 * @param odd what is wrong with the entries that make no sense
 */
record PriceTable(
        Map<String, List<Taken>> taken, Map<String, Integer> strangers, Map<String, Integer> kinds, List<String> odd) {
    /** The entry that explains the others. */
    private static final String SPECIMEN = "sample_spec";

    /** Models that somebody has trained for himself have no name that others could ask for. */
    private static final String TRAINED = "ft:";

    private static final Set<String> KINDS = Set.of("chat", "responses", "embedding");
    private static final int LARGEST = 64 << 20;

    /**
     * Reads a table.
     *
     * @param file what messages call it
     * @param today models that were retired before are left out
     * @throws ImportException if it is no such table
     */
    static PriceTable read(String json, String file, Catalog catalog, LocalDate today) {
        PriceTable table = new PriceTable(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        Names names = Names.read();
        int entries = 0;
        for (Map.Entry<?, ?> entry : root(json, file).entrySet()) {
            String key = String.valueOf(entry.getKey());
            if (!key.equals(SPECIMEN)
                    && entry.getValue() instanceof Map<?, ?> fields
                    && fields.get("litellm_provider") != null) {
                entries++;
                table.add(key, fields, names, catalog, today);
            }
        }
        if (entries == 0) {
            throw new ImportException(file + " is no table of prices as LiteLLM publishes it: no entry in it has a"
                    + " litellm_provider; take model_prices_and_context_window.json");
        }
        return table;
    }

    private void add(String key, Map<?, ?> fields, Names names, Catalog catalog, LocalDate today) {
        String provider = String.valueOf(fields.get("litellm_provider"));
        String kind = String.valueOf(fields.get("mode"));
        List<String> vendors = names.vendors(provider).stream()
                .filter(vendor -> catalog.vendor(vendor).isPresent())
                .toList();
        if (vendors.isEmpty()) {
            strangers.merge(provider, 1, Integer::sum);
        } else if (!KINDS.contains(kind)) {
            kinds.merge(fields.get("mode") == null ? "of no kind" : kind, 1, Integer::sum);
        } else if (key.startsWith(TRAINED)) {
            kinds.merge("trained by users", 1, Integer::sum);
        } else if (isBefore(fields.get("deprecation_date"), today)) {
            kinds.merge("retired", 1, Integer::sum);
        } else {
            take(vendors, key, names.id(key, provider), fields);
        }
    }

    private static boolean isBefore(@Nullable Object date, LocalDate today) {
        try {
            return date != null && LocalDate.parse(date.toString()).isBefore(today);
        } catch (DateTimeParseException e) {
            // Some say "when the next one comes".
            return false;
        }
    }

    private void take(List<String> vendors, String key, String id, Map<?, ?> fields) {
        try {
            Taken model = Taken.of(key, id, fields);
            for (String vendor : vendors) {
                List<Taken> models = taken.computeIfAbsent(vendor, same -> new ArrayList<>());
                if (models.stream().noneMatch(it -> it.id().equals(id))) {
                    models.add(model);
                }
            }
        } catch (ImportException e) {
            odd.add(e.getMessage());
        }
    }

    private static Map<?, ?> root(String json, String file) {
        try {
            // JSON is YAML.
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setCodePointLimit(LARGEST)
                    .build();
            return BoundedYaml.load(settings, json) instanceof Map<?, ?> map ? map : new LinkedHashMap<>();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            throw new ImportException(file + ':' + line + " is no JSON: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ImportException(file + " is no JSON: " + e.getMessage());
        }
    }
}
