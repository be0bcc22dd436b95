package io.serai.ingress;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells files that are whole from those that are being written: nobody has them open for writing, and they have rested for a while. */
final class RestingFiles {
    private static final Duration REST = Duration.ofMillis(300);
    private static final Duration REST_AFTER_GROWTH = Duration.ofSeconds(1);
    /** A shell makes the file before the program has anything to say. */
    private static final Duration REST_IF_EMPTY = Duration.ofSeconds(3);

    private static final int MOST_SIGHTS = 10_000;

    private final InstantSource clock;
    private final OpenFiles open = new OpenFiles();
    private final Map<Path, Sight> sights = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Sight> eldest) {
            return size() > MOST_SIGHTS;
        }
    };

    RestingFiles(InstantSource clock) {
        this.clock = clock;
    }

    /** Looks at a file; until it is whole it has to be looked at again and again. */
    synchronized boolean isWhole(Path path, FileLook look) {
        Instant now = clock.instant();
        Sight sight = sights.get(path);
        if (sight == null || !sight.look.equals(look)) {
            sight = new Sight(look, now, sight != null);
            sights.put(path, sight);
        }
        if (sight.restsSince().plus(sight.rest()).isAfter(now) || open.isWritten(path, look.modified(), now)) {
            return false;
        }
        sights.remove(path);
        return true;
    }

    /**
     * A file that is not whole yet.
     *
     * @param since when it was first seen as it is
     * @param grown whether it was seen otherwise before that
     */
    private record Sight(FileLook look, Instant since, boolean grown) {

        Duration rest() {
            if (look.size() == 0) {
                return REST_IF_EMPTY;
            }
            return grown ? REST_AFTER_GROWTH : REST;
        }

        /** When it was written, if that can be believed. */
        Instant restsSince() {
            return grown || look.modified().isAfter(since) ? since : look.modified();
        }
    }
}
