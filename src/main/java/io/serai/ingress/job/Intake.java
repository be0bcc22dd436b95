package io.serai.ingress.job;

import io.serai.dialect.ServerDialect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A process's state of the files in its folders, whichever revision takes them: which are whole, its own, and stuck. */
public final class Intake implements AutoCloseable {
    private static final int MOST_STUCK = 10_000;

    final Claims claims;
    final RestingFiles resting;
    final Storage storage;
    final JobMemory memory = new JobMemory();
    final FolderDefaults defaults;
    final Once unread = new Once();
    final Map<Path, FileLook> stuck = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, FileLook> eldest) {
            return size() > MOST_STUCK;
        }
    });

    /**
     * @param rest how long a file must not have changed; zero for as long as is needed where it lies
     * @param dialects in which requests may be written, OpenAI's first
     */
    public Intake(InstantSource clock, Duration rest, List<ServerDialect> dialects) {
        this.claims = new Claims(clock);
        this.resting = new RestingFiles(clock, rest);
        this.storage = new Storage(clock);
        this.defaults = new FolderDefaults(JobReader.fields(dialects), resting);
    }

    /** The step before another try to store an answer. */
    public Storage storage() {
        return storage;
    }

    @Override
    public void close() {
        claims.close();
    }
}
