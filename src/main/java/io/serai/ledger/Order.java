package io.serai.ledger;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** The order of groups in an answer, by numbers alone: a month may have half a million, of which a page shows a thousand. */
final class Order {
    private final Groups groups;
    private final List<Part> parts;
    private final int[] one;
    private final int[] other;

    /** Where a group stands by one part of its name; the arrays have the numbers of its names. */
    private interface Part {
        long of(long time, int[] name);
    }

    /**
     * @param by what groups are put in order by, first things first
     * @param columns the names that groups have
     */
    Order(List<String> by, List<String> columns, ZoneId zone, Groups groups) {
        this.groups = groups;
        this.one = new int[groups.width()];
        this.other = new int[groups.width()];
        int[] ranks = groups.ranks();
        this.parts = new ArrayList<>();
        for (String word : by) {
            switch (word) {
                case "hour" -> parts.add((time, name) -> time);
                case "day" -> parts.add(by.contains("hour") ? days(zone) : (time, name) -> time);
                default ->
                    UsageReport.columns(word).forEach(column -> {
                        int place = columns.indexOf(column);
                        parts.add((time, name) -> ranks[name[place]]);
                    });
            }
        }
    }

    private static Part days(ZoneId zone) {
        Map<Long, Long> known = new HashMap<>();
        return (time, name) -> known.computeIfAbsent(
                time, at -> Instant.ofEpochSecond(at).atZone(zone).toLocalDate().toEpochDay());
    }

    /** The groups from one place to another, in order. */
    IntStream page(int from, long to) {
        PriorityQueue<Integer> first = new PriorityQueue<>((group, another) -> compare(another, group));
        for (int group = 0; group < groups.size(); group++) {
            Integer last = first.size() < to ? null : first.peek();
            if (last == null || compare(group, last) < 0) {
                first.add(group);
                if (last != null) {
                    first.remove();
                }
            }
        }
        return first.stream().sorted(this::compare).skip(from).mapToInt(group -> group);
    }

    private int compare(int group, int another) {
        long time = groups.read(group, one);
        long otherTime = groups.read(another, other);
        for (Part part : parts) {
            int order = Long.compare(part.of(time, one), part.of(otherTime, other));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
