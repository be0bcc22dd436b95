package io.serai.ingress.job;

import io.serai.batch.Batches;
import io.serai.batch.Defaults;
import io.serai.batch.Owner;
import io.serai.batch.Shelf;
import io.serai.ingress.Callers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step that makes a job of a file in a folder. The variables {@code outbox} and {@code failed} name the folders for answers and
 * failures, {@code clientKey} the client key to which the job is charged, {@code template} the prompt of a CSV file's records.
 */
public final class BatchFolder implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(BatchFolder.class);
    /** As long as the store takes, with a node before it. */
    private static final int LONGEST_ORIGIN = 900;

    private final Batches batches;
    private volatile boolean told;

    public BatchFolder(Batches batches) {
        this.batches = batches;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        if (!(exchange.getMessage().getBody() instanceof GenericFile<?> file)
                || !(file.getFile() instanceof File local)) {
            throw new IllegalStateException("acceptBatchFile belongs into a route from a folder");
        }
        Path path = local.toPath().toAbsolutePath();
        @Nullable FileLook look = FileLook.at(path);
        String origin = path + " " + look;
        String key = Callers.of(exchange).key();
        try {
            batches.takeIn(
                    key.isEmpty() ? Owner.NOBODY : new Owner(key, ""),
                    file.getFileNameOnly(),
                    origin.length() > LONGEST_ORIGIN ? origin.substring(origin.length() - LONGEST_ORIGIN) : origin,
                    PlainFiles.real(Shelf.folderOf(path), path),
                    folder(exchange, "outbox", path),
                    folder(exchange, "failed", path),
                    defaults(exchange));
            if (told) {
                told = false;
                LOG.info("Files become jobs again");
            }
        } catch (IOException e) {
            if (!told) {
                told = true;
                LOG.warn("{} cannot become a job: {}. Files wait where they are", path, e.getMessage());
            }
            throw new GenericFileOperationFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Path folder(Exchange exchange, String name, Path file) {
        String folder = exchange.getVariable(name, "", String.class);
        return folder.isBlank()
                ? file.resolveSibling("..").resolve(name).normalize()
                : Path.of(folder.strip()).toAbsolutePath();
    }

    private static Defaults defaults(Exchange exchange) {
        JobOptions options = exchange.getProperty(WholeFiles.DEFAULTS, JobOptions.NONE, JobOptions.class);
        String task = exchange.getMessage().getHeader("x-serai-task", "", String.class);
        return new Defaults(
                options.model(),
                task.isBlank() ? options.task() : task.strip(),
                options.system(),
                exchange.getVariable("template", "", String.class),
                options.parameters());
    }
}
