package io.serai.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of questions whose answers are kept, in partitions that never meet. The nearest is found by looking at all of its partition; beyond a
 * number of vectors in all the oldest go.
 */
final class Neighbours {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Vector> all = new LinkedHashMap<>();
    private final Map<String, Map<String, Vector>> partitions = new HashMap<>();

    /**
     * A question.
     *
     * @param key of its answer
     * @param values of length 1
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Vector(String partition, String key, float[] values) {}

    /** Whose answer is kept for the nearest question of a partition; null if none is as near. */
    @Nullable
    String nearest(String partition, float[] values, double threshold) {
        Vector best = null;
        double nearest = threshold;
        for (Vector vector : in(partition)) {
            double likeness = vector.values.length == values.length ? product(vector.values, values) : -1;
            if (likeness >= nearest) {
                nearest = likeness;
                best = vector;
            }
        }
        return best == null ? null : best.key;
    }

    private List<Vector> in(String partition) {
        lock.lock();
        try {
            return new ArrayList<>(partitions.getOrDefault(partition, Map.of()).values());
        } finally {
            lock.unlock();
        }
    }

    /** @param most vectors in all */
    void add(String partition, String key, float[] values, int most) {
        lock.lock();
        try {
            drop(key);
            Vector vector = new Vector(partition, key, values);
            all.put(key, vector);
            partitions.computeIfAbsent(partition, none -> new LinkedHashMap<>()).put(key, vector);
            while (all.size() > most) {
                drop(all.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(String key) {
        lock.lock();
        try {
            drop(key);
        } finally {
            lock.unlock();
        }
    }

    private void drop(String key) {
        Vector gone = all.remove(key);
        if (gone != null) {
            Map<String, Vector> rest = partitions.getOrDefault(gone.partition, Map.of());
            rest.remove(key);
            if (rest.isEmpty()) {
                partitions.remove(gone.partition);
            }
        }
    }

    void clear() {
        lock.lock();
        try {
            all.clear();
            partitions.clear();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }

    /** The same direction with the length 1; null if it has none. */
    static float @Nullable [] unit(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        if (!(squares > 0) || Double.isInfinite(squares)) {
            return null;
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            unit[i] = (float) (values[i] / length);
        }
        return unit;
    }

    /** The cosine of two vectors of length 1. Four sums, so that the processor need not wait for one. */
    static double product(float[] one, float[] other) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < one.length; i += 4) {
            a = Math.fma(one[i], other[i], a);
            b = Math.fma(one[i + 1], other[i + 1], b);
            c = Math.fma(one[i + 2], other[i + 2], c);
            d = Math.fma(one[i + 3], other[i + 3], d);
        }
        for (; i < one.length; i++) {
            a = Math.fma(one[i], other[i], a);
        }
        return (double) a + b + c + d;
    }
}
