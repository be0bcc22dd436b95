package io.serai;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.revision.RevisionException;
import io.serai.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code serai run FILE.jsonl -o OUT.jsonl}: has the lines of a file answered by the Serai that runs in the directory, or by one that it
 * starts. {@code OUT.job} keeps which batch it is, so that the same command goes on after an end of any kind.
 */
final class RunCommand {
    static final int FINE = 0;
    static final int SOME_FAILED = 1;
    static final int CANNOT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int LOOKS_PER_LINE = 10;

    /** So many seconds a Serai may be away. */
    private static final int MOST_TRIES = 600;

    static final String USAGE = "run FILE -o OUT [--model M] [--system TEXT] [--template TEXT] [--url URL] [--key KEY]";
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

    /** What was asked for. */
    private record Wish(Path file, Path output, Map<String, String> options) {
        static Wish of(List<String> words) {
            Map<String, String> options = new LinkedHashMap<>();
            String file = "";
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (word.startsWith("-")) {
                    if (!List.of("-o", "--model", "--system", "--template", "--url", "--key")
                                    .contains(word)
                            || i + 1 == words.size()) {
                        throw new IllegalArgumentException("'" + word + "' is unknown, or lacks its value: " + USAGE);
                    }
                    options.put(word, words.get(++i));
                } else if (file.isEmpty()) {
                    file = word;
                } else {
                    throw new IllegalArgumentException("One file at a time: " + USAGE);
                }
            }
            if (file.isEmpty() || !options.containsKey("-o")) {
                throw new IllegalArgumentException("'run' needs a file and where its answers go: " + USAGE);
            }
            return new Wish(Path.of(file), Path.of(options.get("-o")), options);
        }

        /** By what the file is told from another one, or from itself once it is written again. */
        String source() throws IOException {
            return file.toAbsolutePath() + " " + Files.size(file) + ' ' + Files.getLastModifiedTime(file);
        }

        Path note() {
            return output.resolveSibling(output.getFileName() + ".job");
        }
    }

    /** Does it, and returns the exit code. */
    int run(List<String> words) throws InterruptedException {
        Serai own = null;
        try {
            Wish wish = Wish.of(words);
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

    private String key(Wish wish) {
        String own = wish.options().get("--key");
        return own != null
                ? own
                : settings.list("serai.http.keys").stream()
                        .findFirst()
                        .or(() -> settings.list("serai.admin.keys").stream().findFirst())
                        .orElse("");
    }

    private int answer(BatchClient client, Wish wish) throws IOException, InterruptedException {
        String batch = known(client, wish);
        if (batch == null) {
            batch = begin(client, wish);
        } else {
            out.println("Going on with " + batch);
        }
        Map<?, ?> end = await(client, batch);
        String state = String.valueOf(end.get("status"));
        if (!(end.get("output_file_id") instanceof String output)) {
            problems(end);
            Files.deleteIfExists(wish.note());
            return CANNOT;
        }
        Path part = wish.output().resolveSibling(wish.output().getFileName() + ".part");
        client.download(output, part);
        Files.move(part, wish.output(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(wish.note());
        long failed = count(end, "failed");
        out.println(state + ": " + count(end, "completed") + " answered, " + failed + " failed -> " + wish.output());
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

    /** What an earlier run has noted of the same file; empty if none has. */
    private static Map<?, ?> noted(Wish wish) throws IOException {
        if (!Files.exists(wish.note())) {
            return Map.of();
        }
        try {
            return Json.parse(Files.readAllBytes(wish.note())) instanceof Map<?, ?> note
                            && wish.source().equals(note.get("source"))
                    ? note
                    : Map.of();
        } catch (MalformedException e) {
            LOG.warn("{} is damaged and counts for nothing: the batch begins anew", wish.note());
            return Map.of();
        }
    }

    /** Writes it whole: half a note would let the next run pay for everything once more. */
    private static void write(Path note, Map<String, Object> what) throws IOException {
        Path part = note.resolveSibling(note.getFileName() + ".part");
        Files.write(part, Json.write(what));
        Files.move(part, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The batch that an earlier run has begun for the same file; null if none has. */
    private static @Nullable String known(BatchClient client, Wish wish) throws IOException, InterruptedException {
        return noted(wish).get("batch") instanceof String batch && client.find(batch) != null ? batch : null;
    }

    /** Begins a batch. If the run ends before it knows which, the next one makes the same request, which makes no second batch. */
    private static String begin(BatchClient client, Wish wish) throws IOException, InterruptedException {
        String source = wish.source();
        String file = noted(wish).get("file") instanceof String before && client.has(before)
                ? before
                : client.upload(wish.file());
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("source", source);
        note.put("file", file);
        write(wish.note(), note);
        Map<String, Object> defaults = new LinkedHashMap<>();
        for (String option : List.of("model", "system", "template")) {
            String value = wish.options().get("--" + option);
            if (value != null) {
                defaults.put(option, value);
            }
        }
        String batch = client.create(file, defaults);
        note.put("batch", batch);
        write(wish.note(), note);
        return batch;
    }

    private Map<?, ?> await(BatchClient client, String batch) throws IOException, InterruptedException {
        for (int look = 0; ; look++) {
            Map<?, ?> now = patiently(client, batch);
            boolean ended = ENDS.contains(String.valueOf(now.get("status")));
            if (terminal || look % LOOKS_PER_LINE == 0 || ended) {
                String line = progress(now, client.report(batch));
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

    /** Asks for a batch until the Serai answers: one that is started again goes on with it. */
    private Map<?, ?> patiently(BatchClient client, String batch) throws IOException, InterruptedException {
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

    /** A bar, and what there is to say beside it. */
    static String progress(Map<?, ?> batch, Map<?, ?> report) {
        long total = count(batch, "total");
        long done = count(batch, "completed");
        long failed = count(batch, "failed");
        int width = 30;
        int full = total == 0 ? 0 : (int) ((done + failed) * width / total);
        StringBuilder line = new StringBuilder("[")
                .append("#".repeat(full))
                .append(".".repeat(width - full))
                .append("] ")
                .append(done)
                .append('/')
                .append(total)
                .append(", ")
                .append(failed)
                .append(" failed");
        if (report.get("ratePerMinute") instanceof Number rate) {
            line.append(", ").append(Math.round(rate.doubleValue())).append("/min");
        }
        if (report.get("etaSeconds") instanceof Number left) {
            line.append(", ").append(time(Duration.ofSeconds(left.longValue()))).append(" left");
        }
        if (report.get("tokens") instanceof Number tokens) {
            line.append(", ").append(tokens).append(" tokens");
        }
        if (report.get("cost") instanceof Number cost && cost.doubleValue() > 0) {
            line.append(", $").append(cost);
        }
        if (report.get("reason") instanceof String reason && !reason.isEmpty()) {
            line.append("; ").append(reason, 0, Math.min(80, reason.length()));
        }
        return line.append("  ").toString();
    }

    private static String time(Duration time) {
        return time.toHours() > 0
                ? time.toHours() + "h" + time.toMinutesPart() + "m"
                : time.toMinutes() > 0 ? time.toMinutes() + "m" + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }

    private static long count(Map<?, ?> batch, String name) {
        return batch.get("request_counts") instanceof Map<?, ?> counts && counts.get(name) instanceof Number number
                ? number.longValue()
                : 0;
    }
}
