package io.serai.ops;

import io.serai.dialect.ServerDialect.ModelEntry;
import io.serai.routing.ModelNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What may stand in a model field: pools and aliases, then targets. */
public final class ModelList implements Supplier<List<ModelEntry>> {
    private final Supplier<ModelNames> names;

    public ModelList(Supplier<ModelNames> names) {
        this.names = names;
    }

    @Override
    public List<ModelEntry> get() {
        List<ModelEntry> entries = new ArrayList<>();
        entries.add(new ModelEntry("auto", "serai"));
        names.get().pools().forEach(pool -> entries.add(new ModelEntry(pool, "serai")));
        names.get().targets().forEach(target -> entries.add(new ModelEntry(target.toString(), target.provider())));
        return entries;
    }
}
