package io.serai.clients.nodes;

import io.serai.quota.Amount;
import io.serai.quota.UsageLog.Owned;
import io.serai.quota.Use;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Uses that the database does not have yet; those of one owner and model within a second are one. */
final class Outbox {
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;

    /** With more of them, those of a minute are one. */
    private static final int MANY = 20_000;

    private final Map<Place, Amount> waiting = new LinkedHashMap<>();
    private final List<Row> sending = new ArrayList<>();
    private long number;

    /** @param at the last millisecond of its second or minute */
    private record Place(String owner, String model, long at) {}

    /**
     * A use as the database has it.
     *
     * @param number by which this node knows it, so that one that is sent twice counts once
     */
    record Row(long number, String owner, Use use) {}

    synchronized void add(Owned owned) {
        Use use = owned.use();
        long part = waiting.size() < MANY ? SECOND : MINUTE;
        long at = Math.floorDiv(use.at().toEpochMilli(), part) * part + part - 1;
        waiting.merge(new Place(owned.owner(), use.model(), at), use.amount(), Outbox::sum);
    }

    private static Amount sum(Amount one, Amount other) {
        return one.minus(Amount.NONE.minus(other));
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty() && sending.isEmpty();
    }

    /** Whose uses are in it. */
    synchronized Set<String> owners() {
        Set<String> owners = new TreeSet<>();
        waiting.keySet().forEach(place -> owners.add(place.owner()));
        sending.forEach(row -> owners.add(row.owner()));
        return owners;
    }

    /** What is to be sent of some owners. What was sent and is not known to have come is among it. */
    synchronized List<Row> send(Set<String> owners) {
        waiting.entrySet().removeIf(entry -> {
            Place place = entry.getKey();
            boolean sent = owners.contains(place.owner());
            if (sent && !entry.getValue().equals(Amount.NONE)) {
                sending.add(new Row(++number, place.owner(), use(place, entry.getValue())));
            }
            return sent;
        });
        return sending.stream().filter(row -> owners.contains(row.owner())).toList();
    }

    /** Reports that rows have come. */
    synchronized void sent(List<Row> rows) {
        sending.removeAll(rows);
    }

    /** Whether a row was sent and is not known to have come. */
    synchronized boolean isSending(long wanted) {
        return sending.stream().anyMatch(row -> row.number() == wanted);
    }

    /** What an owner has used beside what the database has. */
    synchronized List<Use> of(String owner) {
        List<Use> uses = new ArrayList<>();
        waiting.forEach((place, amount) -> {
            if (place.owner().equals(owner)) {
                uses.add(use(place, amount));
            }
        });
        sending.stream().filter(row -> row.owner().equals(owner)).map(Row::use).forEach(uses::add);
        return uses;
    }

    private static Use use(Place place, Amount amount) {
        return new Use(Instant.ofEpochMilli(place.at()), "", place.model(), amount);
    }
}
