package io.serai.ingress;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.GenericFileProcessStrategy;
import org.apache.camel.component.file.strategy.GenericFileDeleteProcessStrategy;
import org.apache.camel.component.file.strategy.GenericFileExpressionRenamer;
import org.apache.camel.component.file.strategy.GenericFileNoOpProcessStrategy;
import org.apache.camel.component.file.strategy.GenericFileRenameProcessStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a folder's files are taken and put away: each only when it is whole, and as it was read. It leaves no trace beside
 * the file while that is worked on, so that a killed process finds the file as it was.
 *
 * <p>A file is whole when it has rested for a moment and no program of this machine has it open for writing. Where it goes then, the options
 * {@code move}, {@code delete} and {@code moveFailed} of the endpoint say. One that was written again meanwhile stays, and is a new job.
 */
public final class WholeFiles implements GenericFileProcessStrategy<File> {
    private static final Logger LOG = LoggerFactory.getLogger(WholeFiles.class);
    private static final String LOOK = "serai.file";

    /** How long a file must rest, in the usual case, where it was seen to grow, and where it is empty. */
    private static final Duration REST = Duration.ofMillis(300);

    private static final Duration REST_AFTER_GROWTH = Duration.ofSeconds(1);
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
    private final Map<Path, FileLook> stuck = new ConcurrentHashMap<>();

    public WholeFiles(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void prepareOnStartup(GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        // Nothing is left over from before.
    }

    @Override
    public boolean begin(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file) {
        Path path = path(file);
        FileLook look = FileLook.at(path);
        if (look == null || look.equals(stuck.get(path)) || !isWhole(path, look)) {
            return false;
        }
        exchange.setProperty(LOOK, look);
        return true;
    }

    private boolean isWhole(Path path, FileLook look) {
        Instant now = clock.instant();
        synchronized (sights) {
            Sight sight = sights.get(path);
            if (sight == null || !sight.look.equals(look)) {
                sight = new Sight(look, now, sight != null);
                sights.put(path, sight);
            }
            Duration rest = look.size() == 0 ? REST_IF_EMPTY : sight.grown ? REST_AFTER_GROWTH : REST;
            Instant since = sight.grown || look.modified().isAfter(sight.since) ? sight.since : look.modified();
            if (since.plus(rest).isAfter(now) || open.isWritten(path, look.modified(), now)) {
                return false;
            }
            sights.remove(path);
            return true;
        }
    }

    @Override
    public void abort(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file) {
        // It was not begun.
    }

    @Override
    public void commit(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws Exception {
        GenericFileProcessStrategy<File> stock =
                endpoint.isDelete() ? new GenericFileDeleteProcessStrategy<>() : moving(endpoint.getMove());
        putAway(exchange, file, () -> stock.commit(operations, endpoint, exchange, file));
    }

    @Override
    public void rollback(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws Exception {
        if (!endpoint.getCamelContext().isStarted()) {
            LOG.info("{} is left where it was, since its route stops", file.getFileName());
            return;
        }
        GenericFileProcessStrategy<File> stock = moving(endpoint.getMoveFailed());
        putAway(exchange, file, () -> stock.commit(operations, endpoint, exchange, file));
    }

    private void putAway(Exchange exchange, GenericFile<File> file, Move move) throws Exception {
        Path path = path(file);
        FileLook read = exchange.getProperty(LOOK, FileLook.class);
        try {
            if (read != null && read.equals(FileLook.at(path))) {
                move.run();
            } else {
                LOG.info("{} was written again meanwhile, and is read again", path.getFileName());
            }
        } finally {
            remember(path, read);
        }
    }

    /** What could not be put away is left alone until it is written again, and not answered over and over. */
    private void remember(Path path, @Nullable FileLook read) {
        if (read != null && read.equals(FileLook.at(path))) {
            stuck.put(path, read);
        } else {
            stuck.remove(path);
        }
    }

    private static GenericFileProcessStrategy<File> moving(@Nullable Expression where) {
        if (where == null) {
            return new GenericFileNoOpProcessStrategy<>();
        }
        GenericFileRenameProcessStrategy<File> strategy = new GenericFileRenameProcessStrategy<>();
        strategy.setCommitRenamer(new GenericFileExpressionRenamer<>(where));
        return strategy;
    }

    private static Path path(GenericFile<File> file) {
        return Path.of(file.getAbsoluteFilePath());
    }

    /**
     * A file as it was seen, not yet whole.
     *
     * @param since when it was first seen so
     * @param grown whether it was seen otherwise before
     */
    private record Sight(FileLook look, Instant since, boolean grown) {}

    private interface Move {
        void run() throws Exception;
    }
}
