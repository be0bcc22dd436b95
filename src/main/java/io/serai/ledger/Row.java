package io.serai.ledger;

import io.serai.ledger.Costing.Line;
import java.util.List;
import java.util.Map;

/** One call as it is written: itself, its attempts with their cost, and what it adds to the sums. */
record Row(Entry entry, List<Line> lines, long saved) {

    /** Adds it to sums. A request counts for the target that it ended at, an attempt for its own. */
    void addTo(Map<Bucket, Sum> sums, int most) {
        Bucket whose = new Bucket(
                Math.floorDiv(entry.ended(), Bucket.SECONDS * 1000),
                Text.of(entry.caller().key()),
                Text.of(entry.caller().user()),
                Text.of(entry.caller().team()),
                Text.of(entry.task()),
                "",
                "");
        sum(sums, whose.of(Text.provider(entry.target()), Text.model(entry.target())), most)
                .request(entry, saved);
        for (Line line : lines) {
            String target = line.target();
            if (line.used().attempt().asked()) {
                sum(sums, whose.of(Text.provider(target), Text.model(target)), most)
                        .attempt(line);
            }
        }
    }

    static Sum sum(Map<Bucket, Sum> sums, Bucket bucket, int most) {
        Bucket kept = sums.size() < most || sums.containsKey(bucket) ? bucket : bucket.coarse();
        return sums.computeIfAbsent(kept, absent -> new Sum());
    }
}
