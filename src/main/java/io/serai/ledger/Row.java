package io.serai.ledger;

import io.serai.cost.Used;
import java.util.Map;

/** One call as it is written: itself, and what it adds to the sums. */
record Row(Entry entry, long saved) {

    /** Adds it to sums. A request counts for the target that it ended at, an attempt for its own. */
    void addTo(Map<SumKey, Sum> sums, int most) {
        SumKey whose = new SumKey(
                Math.floorDiv(entry.ended(), SumKey.SECONDS * 1000),
                Text.of(entry.caller().key()),
                Text.of(entry.caller().user()),
                Text.of(entry.caller().team()),
                Text.of(entry.task()),
                "",
                "");
        if (!entry.deferred()) {
            sum(sums, whose.of(Text.provider(entry.target()), Text.model(entry.target())), most)
                    .request(entry, saved);
        }
        for (Used used : entry.used()) {
            String target = used.attempt().target();
            if (used.attempt().asked()) {
                sum(sums, whose.of(Text.provider(target), Text.model(target)), most)
                        .attempt(used);
            }
        }
    }

    static Sum sum(Map<SumKey, Sum> sums, SumKey key, int most) {
        SumKey kept = sums.size() < most || sums.containsKey(key) ? key : key.coarse();
        return sums.computeIfAbsent(kept, absent -> new Sum());
    }
}
