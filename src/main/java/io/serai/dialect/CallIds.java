package io.serai.dialect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Makes the ids of calls unique, so that each result finds its call. Some vendors give one id to several calls. */
public final class CallIds {
    private final Set<String> given = new HashSet<>();
    private final Map<String, Integer> times = new HashMap<>();

    /** The id itself; a similar one if an earlier call has it. The same calls get the same ids always. */
    public String own(String told) {
        String id = told;
        while (!given.add(id)) {
            id = told + '_' + times.merge(told, 2, (before, first) -> before + 1);
        }
        return id;
    }
}
