package io.serai;

import io.serai.dialect.MalformedException;
import io.serai.revision.RevisionException;
import io.serai.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code serai run FILE.jsonl -o OUT.jsonl}: sends the lines of a file to the Serai that runs in the directory, or to one that it starts.
 * {@code OUT.job} names the batch, so that the same command resumes after any interruption.
 */
final class RunCommand {
    static final int FINE = 0;
    static final int SOME_FAILED = 1;
    static final int CANNOT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKS_PER_LINE = 10;

    /** A Serai may be away for this many seconds. */
    private static final int MOST_TRIES = 600;

    private static final List<String> ENDS = List.of("completed", "failed", "expired", "cancelled");

    private final Path directory;
    private final Settings settings;
    private final PrintStream out;
    private final boolean terminal;

    RunCommand(Path directory, Settings settings, PrintStream out, boolean terminal) {
        this.directory = directory;
        this.settings = settings;
        this.out = out;
        this.terminal = terminal;
    }

    /** Runs the command, and returns the exit code. */
    int run(List<String> words) throws InterruptedException {
        Serai own = null;
        try {
            RunOptions wish = RunOptions.of(words);
            if (!Files.isRegularFile(wish.file())) {
                throw new IllegalArgumentException("There is no file " + wish.file());
            }
            if (Files.isDirectory(wish.output())) {
                throw new IllegalArgumentException(wish.output() + " is a folder");
            }
            String url = wish.options().getOrDefault("--url", BatchClient.url(settings));
            if (!wish.options().containsKey("--url") && !BatchClient.answers(url)) {
                own = Serai.start(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(own::close, "close"));
                url = "http://" + HttpSettings.authority(HttpSettings.near(settings), own.port());
            }
            try (BatchClient client = new BatchClient(url, key(wish))) {
                return answer(client, wish);
            }
        } catch (IllegalArgumentException | IOException | MalformedException | StartException | RevisionException e) {
            LOG.error("{}", e.getMessage());
            return CANNOT;
        } finally {
            if (own != null) {
                own.close();
            }
        }
    }

    private String key(RunOptions wish) {
        String own = wish.options().get("--key");
        return own != null
                ? own
                : settings.list("serai.http.keys").stream()
                        .findFirst()
                        .or(() -> settings.list("serai.admin.keys").stream().findFirst())
                        .orElse("");
    }

    private int answer(BatchClient client, RunOptions wish) throws IOException, InterruptedException {
        RunNote note = new RunNote(wish);
        String batch = known(client, note);
        if (batch == null) {
            batch = begin(client, wish, note);
        } else {
            out.println("Going on with " + batch);
        }
        Map<?, ?> end = await(client, batch);
        String state = String.valueOf(end.get("status"));
        if (!(end.get("output_file_id") instanceof String output)) {
            problems(end);
            note.delete();
            return CANNOT;
        }
        Path part = wish.output().resolveSibling(wish.output().getFileName() + ".part");
        client.download(output, part);
        Files.move(part, wish.output(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        note.delete();
        long failed = BatchProgress.count(end, "failed");
        out.println(state + ": " + BatchProgress.count(end, "completed") + " answered, " + failed + " failed -> "
                + wish.output());
        return failed == 0 && state.equals("completed") ? FINE : SOME_FAILED;
    }

    private void problems(Map<?, ?> end) {
        if (end.get("errors") instanceof Map<?, ?> errors && errors.get("data") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> problem) {
                    Object line = problem.get("line");
                    LOG.error("{}{}", line == null ? "" : "line " + line + ": ", problem.get("message"));
                }
            }
        } else {
            LOG.error("The batch is {}, without results", end.get("status"));
        }
    }

    /** The batch that an earlier run has begun for the same file; null if none has. */
    private static @Nullable String known(BatchClient client, RunNote note) throws IOException, InterruptedException {
        String batch = note.batch();
        return batch != null && client.find(batch) != null ? batch : null;
    }

    /** Begins a batch. If the run ends before it knows which, the next one makes the same request, which makes no second batch. */
    private static String begin(BatchClient client, RunOptions wish, RunNote note)
            throws IOException, InterruptedException {
        String source = note.source();
        String before = note.uploaded();
        String file = before != null && client.has(before) ? before : client.upload(wish.file());
        note.write(source, file, null);
        String batch = client.create(file, wish.defaults());
        note.write(source, file, batch);
        return batch;
    }

    private Map<?, ?> await(BatchClient client, String batch) throws IOException, InterruptedException {
        for (int look = 0; ; look++) {
            Map<?, ?> now = patiently(client, batch);
            boolean ended = ENDS.contains(String.valueOf(now.get("status")));
            if (terminal || look % LOOKS_PER_LINE == 0 || ended) {
                String line = BatchProgress.line(now, client.report(batch));
                out.print(terminal ? '\r' + line : line + '\n');
                out.flush();
            }
            if (ended) {
                if (terminal) {
                    out.println();
                }
                return now;
            }
            boolean unused = new CountDownLatch(1).await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Asks for a batch until the Serai answers: one that is started again resumes it. */
    private static Map<?, ?> patiently(BatchClient client, String batch) throws IOException, InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                return client.get(batch);
            } catch (BatchClient.AwayException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                if (tries == 0) {
                    LOG.warn("{}. Waiting for it", e.getMessage());
                }
            }
            boolean unused = new CountDownLatch(1).await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
