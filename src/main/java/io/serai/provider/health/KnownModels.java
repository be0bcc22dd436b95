package io.serai.provider.health;

import io.serai.quota.Quota;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models with kept state. Clients may invent names without end: kept are those of the catalogue and the pools, those that have
 * answered, and of all others the first few hundred.
 */
public final class KnownModels {
    public static final int MOST_OTHERS = 300;
    static final int LONGEST_NAME = 256;
    private static final int MOST_ANSWERED = 1000;

    private final Set<String> pooled = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> others = ConcurrentHashMap.newKeySet();
    private volatile Set<String> listed = Set.of();

    /** Takes those of the catalogue. */
    public void listed(Collection<String> models) {
        listed = Set.copyOf(models);
    }

    /** Takes one that stands in a route. */
    public void pooled(String model) {
        pooled.add(model);
    }

    /** Takes one that has answered. */
    public void answered(String model) {
        if (!isThere(model) && model.length() <= LONGEST_NAME && answered.size() < MOST_ANSWERED) {
            answered.add(model);
            others.remove(model);
        }
    }

    /** Whether it is known that there is such a model. */
    public boolean isThere(String model) {
        return listed.contains(model) || pooled.contains(model) || answered.contains(model);
    }

    /** Whether something is kept of a model. */
    public boolean counts(String model) {
        if (isThere(model) || others.contains(model)) {
            return true;
        }
        return model.length() <= LONGEST_NAME && others.size() < MOST_OTHERS && others.add(model);
    }

    /** Under which name a model is kept: its own, or that of all others. */
    public String name(String model) {
        return counts(model) ? model : Quota.OTHERS;
    }
}
