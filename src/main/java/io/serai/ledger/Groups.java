package io.serai.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums by a time and some names, for millions of them: names are numbers, and a group is one, which leads to the group that has one name
 * less. Not thread-safe.
 */
final class Groups {
    private static final int COUNTS = Sum.COLUMNS.size();
    private static final int FEW = 64;
    private static final int BITS = 32;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final Level times = new Level();
    private final Level[] names;
    private long[] counts = new long[FEW * COUNTS];

    /** @param width how many names a group has */
    Groups(int width) {
        names = new Level[width];
        Arrays.setAll(names, place -> new Level());
    }

    /** The number of a name. */
    int number(String text) {
        Integer known = numbers.putIfAbsent(text, texts.size());
        if (known == null) {
            texts.add(text);
            return texts.size() - 1;
        }
        return known;
    }

    /**
     * Adds counts to a group.
     *
     * @param name the numbers of its names
     * @param more in the order of {@link Sum#COLUMNS}
     */
    void add(long time, int[] name, long[] more) {
        int group = times.number(time);
        for (int i = 0; i < names.length; i++) {
            group = names[i].number((long) group << BITS | name[i]);
        }
        int at = group * COUNTS;
        if (at + COUNTS > counts.length) {
            counts = Arrays.copyOf(counts, 2 * counts.length);
        }
        for (int i = 0; i < COUNTS; i++) {
            counts[at + i] += more[i];
        }
    }

    int width() {
        return names.length;
    }

    int size() {
        return names.length == 0 ? times.size() : names[names.length - 1].size();
    }

    /** Reads a group: the numbers of its names are written into an array. Returns its time. */
    long read(int group, int[] name) {
        int at = group;
        for (int i = names.length - 1; i >= 0; i--) {
            long key = names[i].key(at);
            name[i] = (int) key;
            at = (int) (key >>> BITS);
        }
        return times.key(at);
    }

    String text(int number) {
        return texts.get(number);
    }

    /** Where each name stands in the order of their texts, by its number. */
    int[] ranks() {
        int[] ranks = new int[texts.size()];
        List<String> sorted = texts.stream().sorted().toList();
        for (int rank = 0; rank < ranks.length; rank++) {
            ranks[number(sorted.get(rank))] = rank;
        }
        return ranks;
    }

    long count(int group, int column) {
        return counts[group * COUNTS + column];
    }

    Sum sum(int group) {
        Sum sum = new Sum();
        for (int i = 0; i < COUNTS; i++) {
            sum.add(i, count(group, i));
        }
        return sum;
    }

    /** Gives each key the next number, and knows it by that. A hash table without objects. */
    private static final class Level {
        private static final long MIX = 0x9E3779B97F4A7C15L;

        private long[] keys = new long[FEW];
        private int[] places = new int[2 * FEW];
        private int size;
        private long last;
        private int ofLast = -1;

        /** The sums of an hour stand together. */
        int number(long key) {
            if (key != last || ofLast < 0) {
                ofLast = find(key);
                last = key;
            }
            return ofLast;
        }

        private int find(long key) {
            int mask = places.length - 1;
            int place = place(key, mask);
            while (places[place] != 0) {
                int number = places[place] - 1;
                if (keys[number] == key) {
                    return number;
                }
                place = (place + 1) & mask;
            }
            if (size == keys.length) {
                grow();
                place = free(key);
            }
            keys[size] = key;
            places[place] = size + 1;
            return size++;
        }

        private static int place(long key, int mask) {
            long mixed = key * MIX;
            return (int) (mixed ^ mixed >>> BITS) & mask;
        }

        private int free(long key) {
            int mask = places.length - 1;
            int place = place(key, mask);
            while (places[place] != 0) {
                place = (place + 1) & mask;
            }
            return place;
        }

        private void grow() {
            keys = Arrays.copyOf(keys, 2 * keys.length);
            places = new int[2 * keys.length];
            for (int i = 0; i < size; i++) {
                places[free(keys[i])] = i + 1;
            }
        }

        int size() {
            return size;
        }

        long key(int number) {
            return keys[number];
        }
    }
}
