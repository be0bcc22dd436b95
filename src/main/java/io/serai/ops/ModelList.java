package io.serai.ops;

import io.serai.catalog.Capability;
import io.serai.catalog.Model;
import io.serai.dialect.ServerDialect.Known;
import io.serai.dialect.ServerDialect.ModelEntry;
import io.serai.provider.Target;
import io.serai.routing.ModelNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The values of the model field: pools and aliases, then targets. */
public final class ModelList implements Supplier<List<ModelEntry>> {
    private final Supplier<ModelNames> names;

    public ModelList(Supplier<ModelNames> names) {
        this.names = names;
    }

    /** The same for those who ask for the list: vendors that have not told theirs are asked for it first. */
    public List<ModelEntry> looked() {
        names.get().look();
        return get();
    }

    @Override
    public List<ModelEntry> get() {
        List<ModelEntry> entries = new ArrayList<>();
        entries.add(new ModelEntry("auto", "serai"));
        ModelNames now = names.get();
        for (String pool : now.pools()) {
            entries.add(new ModelEntry(pool, "serai", known(now, now.pool(pool).targets())));
        }
        for (Target target : now.targets()) {
            Known known = now.known(target).map(ModelList::known).orElse(null);
            entries.add(new ModelEntry(target.toString(), target.provider(), known));
        }
        return entries;
    }

    /** A request goes to the target that can, where one cannot; so the best of them counts, if all are known. */
    private static @Nullable Known known(ModelNames names, List<Target> targets) {
        Known all = null;
        for (Target target : targets) {
            Known one = names.known(target).map(ModelList::known).orElse(null);
            if (one == null) {
                return null;
            }
            all = all == null
                    ? one
                    : new Known(
                            Math.max(all.context(), one.context()),
                            all.tools() || one.tools(),
                            all.vision() || one.vision(),
                            all.thinking() || one.thinking(),
                            all.embeds() && one.embeds());
        }
        return all;
    }

    private static Known known(Model model) {
        return new Known(
                Math.max(0, model.context()),
                model.can(Capability.TOOLS) || model.can(Capability.TOOLS_UNTHINKING),
                model.can(Capability.VISION),
                model.can(Capability.REASONING),
                model.can(Capability.EMBEDDING));
    }
}
