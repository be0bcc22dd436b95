package io.serai.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes one notice of each condition when it comes about; of one that comes and goes, no more than one in a cool-down. Not thread-safe. */
final class Crossings {
    private final Map<String, Instant> told = new HashMap<>();
    private Set<String> standing = new HashSet<>();

    List<Alert> look(Collection<Condition> conditions, Duration coolDown, Instant now) {
        List<Alert> alerts = new ArrayList<>();
        Set<String> stand = new HashSet<>();
        for (Condition condition : conditions) {
            String id = condition.id();
            Instant last = told.get(id);
            boolean cool = last == null || !now.isBefore(last.plus(coolDown));
            boolean news = !standing.contains(id);
            if (news && cool) {
                told.put(id, now);
                alerts.add(new Alert(now, condition));
            }
            // One that returned too early is reported after its cool-down, if it still stands.
            if (!news || cool) {
                stand.add(id);
            }
        }
        standing = stand;
        told.values().removeIf(last -> !now.isBefore(last.plus(coolDown)));
        return alerts;
    }
}
