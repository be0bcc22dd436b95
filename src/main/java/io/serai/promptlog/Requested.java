package io.serai.promptlog;

import java.util.LinkedHashMap;
import java.util.Map;

/** The last requests that were logged, by the key that made them: only that key may rate them. Thread-safe. */
final class Requested {
    private static final int MANY = 20_000;
    private static final int RATINGS = 20;

    /** How often each was rated. */
    private final Map<String, Integer> ratings = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MANY;
        }
    };

    /** What a rating meets. */
    enum Answer {
        TAKEN,
        UNKNOWN,
        ENOUGH
    }

    synchronized void add(String key, String id) {
        ratings.putIfAbsent(name(key, id), 0);
    }

    synchronized Answer rate(String key, String id) {
        Integer before = ratings.get(name(key, id));
        if (before == null) {
            return Answer.UNKNOWN;
        }
        if (before >= RATINGS) {
            return Answer.ENOUGH;
        }
        ratings.put(name(key, id), before + 1);
        return Answer.TAKEN;
    }

    synchronized void forget(String key) {
        ratings.keySet().removeIf(name -> name.startsWith(key + '\n'));
    }

    private static String name(String key, String id) {
        return key + '\n' + id;
    }
}
