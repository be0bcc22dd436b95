package io.serai.demo.simulator;

import io.serai.demo.simulator.Counts.Cell;
import io.serai.demo.simulator.Counts.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Counts what a vendor sees. */
final class Tally {
    static final Seen ACCEPTED = new Seen(1, 0, 0, 0, 0);
    static final Seen LIMITED = new Seen(0, 1, 0, 0, 0);
    static final Seen UNAUTHORIZED = new Seen(0, 0, 1, 0, 0);
    static final Seen FAILED = new Seen(0, 0, 0, 1, 0);
    static final Seen REFUSED = new Seen(0, 0, 0, 0, 1);

    private final String vendor;
    private final Instant start;
    private final Map<Place, Seen> cells = new LinkedHashMap<>();
    private int open;
    private int mostOpen;

    Tally(String vendor, Instant start) {
        this.vendor = vendor;
        this.start = start;
    }

    synchronized void add(String key, String model, Duration at, Seen one) {
        cells.merge(new Place(key, model, at.toSeconds()), one, Seen::plus);
    }

    synchronized void open() {
        open++;
        mostOpen = Math.max(mostOpen, open);
    }

    synchronized void close() {
        open--;
    }

    synchronized Counts counts() {
        List<Cell> all = new ArrayList<>(cells.size());
        cells.forEach((place, seen) -> all.add(new Cell(place.key, place.model, place.second, seen)));
        return new Counts(vendor, start, open, mostOpen, List.copyOf(all));
    }

    /** The counts as JSON. */
    static byte[] json(Counts counts) {
        List<Object> seconds = new ArrayList<>();
        for (Cell cell : counts.cells()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("second", cell.second());
            fields.put("key", cell.key());
            fields.put("model", cell.model());
            put(fields, cell.seen());
            seconds.add(fields);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("vendor", counts.vendor());
        all.put("start", counts.start().toString());
        all.put("open", counts.open());
        all.put("mostOpen", counts.mostOpen());
        put(all, counts.all());
        all.put("keys", sums(counts, Cell::key));
        all.put("models", sums(counts, Cell::model));
        all.put("seconds", seconds);
        return Tree.bytes(all);
    }

    private static Map<String, Object> sums(Counts counts, Function<Cell, String> by) {
        Map<String, Seen> sums = new LinkedHashMap<>();
        counts.cells().forEach(cell -> sums.merge(by.apply(cell), cell.seen(), Seen::plus));
        Map<String, Object> all = new LinkedHashMap<>();
        sums.forEach((name, seen) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            put(fields, seen);
            all.put(name, fields);
        });
        return all;
    }

    private static void put(Map<String, Object> fields, Seen seen) {
        fields.put("accepted", seen.accepted());
        fields.put("limited", seen.limited());
        fields.put("unauthorized", seen.unauthorized());
        fields.put("failed", seen.failed());
        fields.put("refused", seen.refused());
    }

    /** What is counted together. */
    private record Place(String key, String model, long second) {}
}
