package io.serai.ingress.job;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells files that are whole from those that are being written: nobody has them open for writing, and they have rested for a while. Where
 * it cannot be seen who has them open, they rest for longer, and from when they were first seen: the clock of another machine says nothing.
 */
final class RestingFiles {
    private static final Duration REST = Duration.ofMillis(300);
    private static final Duration REST_UNSEEN = Duration.ofSeconds(10);
    private static final Duration REST_AFTER_GROWTH = Duration.ofSeconds(1);
    /** A shell makes the file before the program has anything to say. */
    private static final Duration REST_IF_EMPTY = Duration.ofSeconds(3);

    private static final int MOST_SIGHTS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(RestingFiles.class);

    private final InstantSource clock;
    private final Duration wanted;
    private final Map<Path, String> blind = new ConcurrentHashMap<>();
    private final OpenFiles open = new OpenFiles();
    private final Map<Path, Sight> sights = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Sight> eldest) {
            return size() > MOST_SIGHTS;
        }
    };

    /** @param rest how long a file must not have changed; zero for as long as is needed where it lies */
    RestingFiles(InstantSource clock, Duration rest) {
        this.clock = clock;
        this.wanted = rest;
    }

    /** Says once how long the files of a folder rest, where that is longer than anybody would expect. */
    void tell(Path folder) {
        if (!wanted.isZero() || blind.containsKey(folder)) {
            return;
        }
        String why = blindness(folder);
        if (!why.isEmpty()) {
            LOG.info(
                    "Files in {} are read when they have not changed for {} s, since {}. serai.files.rest sets another"
                            + " time",
                    folder,
                    REST_UNSEEN.toSeconds(),
                    why);
        } else if (Sights.ofOneUserOnly()) {
            LOG.info(
                    "Files of other users in {} are read when they have not changed for {} s, since it cannot be seen"
                            + " who has them open. serai.files.rest sets another time",
                    folder,
                    REST_UNSEEN.toSeconds());
        }
    }

    private String blindness(Path folder) {
        return blind.computeIfAbsent(folder, Sights::blindness);
    }

    /** How long a file rests at least. */
    private Duration base(Path path) {
        if (!wanted.isZero()) {
            return wanted;
        }
        Path folder = path.getParent();
        boolean unseen = folder != null && !blindness(folder).isEmpty();
        return unseen || (Sights.isForeign(path) && Sights.ofOneUserOnly()) ? REST_UNSEEN : REST;
    }

    /** Looks at a file; until it is whole it has to be looked at again and again. */
    synchronized boolean isWhole(Path path, FileLook look) {
        Instant now = clock.instant();
        Sight sight = sights.get(path);
        if (sight == null || !sight.look.equals(look)) {
            sight = new Sight(look, now, sight != null, base(path));
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
     * @param base how long it rests at least
     */
    private record Sight(FileLook look, Instant since, boolean grown, Duration base) {

        Duration rest() {
            if (look.size() == 0) {
                return longer(REST_IF_EMPTY);
            }
            return grown ? longer(REST_AFTER_GROWTH) : base;
        }

        /** When it was written, if that can be believed. */
        Instant restsSince() {
            boolean unseen = base.equals(REST_UNSEEN);
            return grown || unseen || look.modified().isAfter(since) ? since : look.modified();
        }

        private Duration longer(Duration other) {
            return base.compareTo(other) > 0 ? base : other;
        }
    }
}
