package io.serai.clients;

import java.util.Collection;
import java.util.Map;

/** Knows what calls with client keys have cost, whether limits count them or not. */
@FunctionalInterface
public interface KeyCosts {
    /** Knows of none. */
    KeyCosts NONE = ids -> Map.of();

    /**
     * What calls with a key have cost, in nano-dollars; days, weeks and months are those of UTC.
     *
     * @param week since Monday
     */
    record Cost(long total, long day, long week, long month) {
        static final Cost NONE = new Cost(0, 0, 0, 0);
    }

    /** What some keys have cost, by their ids; without those of which it knows nothing. */
    Map<String, Cost> of(Collection<String> ids);
}
