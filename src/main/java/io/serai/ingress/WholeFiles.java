package io.serai.ingress;

import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
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
 * How a folder's files are taken and put away: each only when it is whole, and only as it was read. Where it goes
 * then, the options {@code move}, {@code delete} and {@code moveFailed} of the endpoint say; one that was written again
 * meanwhile stays, and is a new job. While a file is worked on it has no trace beside it, so that nothing is in the way
 * after a process was killed.
 */
public final class WholeFiles implements GenericFileProcessStrategy<File> {
    private static final Logger LOG = LoggerFactory.getLogger(WholeFiles.class);
    private static final String LOOK = "serai.file";

    private final RestingFiles resting;
    private final Map<Path, FileLook> stuck = new ConcurrentHashMap<>();

    public WholeFiles(InstantSource clock) {
        resting = new RestingFiles(clock);
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
        if (look == null || look.equals(stuck.get(path)) || !resting.isWhole(path, look)) {
            return false;
        }
        exchange.setProperty(LOOK, look);
        return true;
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
        if (read == null || !read.equals(FileLook.at(path))) {
            LOG.info("{} was written again meanwhile: a new job", path.getFileName());
            return;
        }
        try {
            move.run();
        } finally {
            remember(path, read);
        }
    }

    /** What could not be put away is left alone until it is written again, and not answered over and over. */
    private void remember(Path path, FileLook read) {
        if (read.equals(FileLook.at(path))) {
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

    private interface Move {
        void run() throws Exception;
    }
}
