package io.serai.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vendor's entries in files, before it is known if they are enough.
 *
 * @param fields all but the models
 * @param models by id
 */
record Draft(Entry fields, Map<String, Entry> models) {
    static final String MODELS = "models";
    private static final List<String> VENDOR = List.of(
            "url",
            "dialect",
            "key",
            "auth",
            "key-header",
            "limits",
            "told",
            "refills",
            "headers",
            "first-byte",
            "flags",
            "parameters",
            "turns",
            "thoughts",
            "tool-ids",
            "tool-names",
            "balance",
            "probe",
            "price",
            "batch-price",
            MODELS,
            "checked",
            "source");
    private static final List<String> MODEL =
            List.of("id", "context", "output", "can", "tasks", "price", "size", "speed");

    /** What one file says. */
    static Draft read(String name, Value value) {
        Entry fields = value.entry("vendor " + name).only(VENDOR);
        Map<String, Entry> models = new LinkedHashMap<>();
        for (Value item : fields.list(MODELS)) {
            Entry model = item.entry("vendor " + name + ", model").only(MODEL);
            Value id = model.need("id");
            if (models.put(id.text(), model) != null) {
                throw id.wrong("appears twice: `" + id.text() + "`");
            }
        }
        return new Draft(fields, models);
    }

    /** This on top of another: each field, and each field of each model, is this one's where it has it. */
    Draft over(Draft below) {
        Map<String, Entry> all = new LinkedHashMap<>(below.models);
        models.forEach((id, model) -> all.merge(id, model, (old, mine) -> mine.over(old)));
        return new Draft(fields.over(below.fields), all);
    }

    /** Checks those fields that stand in the file itself. */
    void check(FieldCheck check) {
        fields.fields().forEach((name, value) -> {
            if (value.isText()) {
                Optional<String> mistake = check.mistake(name, value.text());
                if (mistake.isPresent()) {
                    throw value.wrong(mistake.get());
                }
            }
        });
    }
}
