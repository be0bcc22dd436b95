package io.serai.ingress.job;

import io.serai.batch.FolderNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.camel.component.file.GenericFileOperations;
import org.apache.camel.component.file.GenericFileProcessStrategy;
import org.apache.camel.component.file.strategy.GenericFileDeleteProcessStrategy;
import org.apache.camel.component.file.strategy.GenericFileExpressionRenamer;
import org.apache.camel.component.file.strategy.GenericFileRenameProcessStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a folder's files and puts them away: each only when it is whole, and only as it was read. Where it goes
 * then, the options {@code move}, {@code delete} and {@code moveFailed} of the endpoint say; one that was written again
 * meanwhile stays, and is a new job. While a file is worked on it has no trace beside it, so that nothing is in the way
 * after a process was killed.
 */
public final class WholeFiles implements GenericFileProcessStrategy<File> {
    private static final Logger LOG = LoggerFactory.getLogger(WholeFiles.class);
    private static final String LOOK = "serai.file";

    /** The property of an exchange with what the defaults of its folder set. */
    static final String DEFAULTS = "serai.defaults";

    /** The property of an exchange with the bytes of its file. */
    static final String CONTENT = "serai.content";

    private final Intake intake;
    private final long limit;

    /** @param limit the size of the largest file that is read here, in bytes */
    public WholeFiles(Intake intake, long limit) {
        this.intake = intake;
        this.limit = limit;
    }

    @Override
    public void prepareOnStartup(GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        intake.resting.tell(folder(endpoint));
    }

    @Override
    public boolean begin(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file) {
        Path path = path(file);
        FileLook look = FileLook.at(path);
        if (look == null
                || look.equals(intake.stuck.get(path))
                || path.endsWith(FolderDefaults.NAME)
                || !intake.claims.holds(folder(endpoint))
                || !intake.storage.takes(exchange)) {
            return false;
        }
        long bytes = Math.min(look.size(), limit);
        if (!intake.memory.take(bytes)) {
            return false;
        }
        if (!intake.resting.isWhole(path, look) || !prepare(exchange, folder(endpoint), path, look)) {
            intake.memory.giveBack(bytes);
            return false;
        }
        intake.memory.giveBackAfter(exchange, bytes);
        forgetReason(operations, endpoint, exchange, file);
        return true;
    }

    /** Gives an exchange its file's content and the defaults of its folder; false if they cannot be read now. */
    private boolean prepare(Exchange exchange, Path folder, Path path, FileLook look) {
        Optional<JobOptions> defaults = intake.defaults.of(folder);
        defaults.ifPresent(options -> exchange.setProperty(DEFAULTS, options));
        return defaults.isPresent() && read(exchange, folder, path, look);
    }

    /** Why an earlier try has failed says nothing of this one: it goes, unless the file to which it belongs is still parked. */
    private static void forgetReason(
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file) {
        Expression failed = endpoint.getMoveFailed();
        if (failed == null) {
            return;
        }
        try {
            Path parked = path(new GenericFileExpressionRenamer<File>(failed).renameFile(operations, exchange, file));
            if (!Files.exists(parked, LinkOption.NOFOLLOW_LINKS)) {
                String name = FolderNames.around("", String.valueOf(parked.getFileName()), ".reason.txt");
                Files.deleteIfExists(parked.resolveSibling(name));
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("An old reason of {} stays: {}", file.getFileName(), e.toString());
        }
    }

    /**
     * Reads it here, on the thread of its folder: a mount that does not answer holds up this folder and no other work. What is read is what
     * was looked at, or it is no job yet.
     */
    private boolean read(Exchange exchange, Path folder, Path path, FileLook look) {
        try {
            PlainFiles.read(folder, path, limit).ifPresent(content -> exchange.setProperty(CONTENT, content));
        } catch (IOException e) {
            if (intake.unread.first(path, look)) {
                LOG.warn("{} cannot be read ({}), and is left alone until it changes", path, e.toString());
            }
            return false;
        }
        exchange.setProperty(LOOK, look);
        return look.equals(FileLook.at(path));
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
        putAway(exchange, file, () -> {
            if (endpoint.isDelete()) {
                new GenericFileDeleteProcessStrategy<File>().commit(operations, endpoint, exchange, file);
            } else {
                move(endpoint.getMove(), operations, endpoint, exchange, file);
            }
        });
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
        if (exchange.getException() instanceof GenericFileOperationFailedException e) {
            // Storage is not the job's fault: nothing is parked, and the file is taken again when it can be stored.
            intake.storage.process(exchange);
            LOG.warn("{} is left where it was: {}", file.getFileName(), e.getMessage());
            return;
        }
        putAway(exchange, file, () -> move(endpoint.getMoveFailed(), operations, endpoint, exchange, file));
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
        } catch (GenericFileOperationFailedException e) {
            LOG.warn("{} stays where it is, and is not read again until it changes: {}", path, e.getMessage());
        } finally {
            remember(path, read);
        }
    }

    /** What could not be put away is left alone until it is written again, and not answered over and over. */
    private void remember(Path path, FileLook read) {
        if (read.equals(FileLook.at(path))) {
            intake.stuck.put(path, read);
        } else {
            intake.stuck.remove(path);
        }
    }

    private static void move(
            @Nullable Expression where,
            GenericFileOperations<File> operations,
            GenericFileEndpoint<File> endpoint,
            Exchange exchange,
            GenericFile<File> file)
            throws Exception {
        if (where == null) {
            return;
        }
        Path from = path(file);
        GenericFile<File> target = new GenericFileExpressionRenamer<File>(where).renameFile(operations, exchange, file);
        Path to = path(target);
        if (Files.isDirectory(to)) {
            throw new GenericFileOperationFailedException(to + " is a folder");
        }
        GenericFileRenameProcessStrategy<File> strategy = new GenericFileRenameProcessStrategy<>();
        strategy.setCommitRenamer((ignored, same, unused) -> target);
        strategy.commit(operations, endpoint, exchange, file);
        backIfWritten(from, to, exchange.getProperty(LOOK, FileLook.class));
    }

    /** Somebody who was still writing it goes on where it lies now: it comes back, to be read when it is whole. */
    private static void backIfWritten(Path from, Path to, FileLook read) throws IOException {
        FileLook now = FileLook.at(to);
        if (now == null || now.key() == null || !now.key().equals(read.key())) {
            return;
        }
        if (!now.equals(read) && !Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(to, from);
            LOG.warn("{} was written on after it was read, so it is a new job", from);
        }
    }

    private static Path folder(GenericFileEndpoint<File> endpoint) {
        return Path.of(endpoint.getConfiguration().getDirectory()).toAbsolutePath();
    }

    private static Path path(GenericFile<File> file) {
        return Path.of(file.getAbsoluteFilePath());
    }

    private interface Move {
        void run() throws Exception;
    }
}
