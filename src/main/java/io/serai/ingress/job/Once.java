package io.serai.ingress.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The log's messages by file, so that each appears once. It remembers a thousand; of more than those that are there it says nothing. */
final class Once {
    private static final int MOST = 1000;

    private final Map<Path, Object> said = new HashMap<>();

    /** @param what is said, or by what it changes; not null */
    synchronized boolean first(Path file, Object what) {
        if (said.size() >= MOST && !said.containsKey(file)) {
            said.keySet().removeIf(path -> !Files.exists(path));
        }
        if (said.size() >= MOST && !said.containsKey(file)) {
            return false;
        }
        return !what.equals(said.put(file, what));
    }

    synchronized void forget(Path file) {
        said.remove(file);
    }
}
