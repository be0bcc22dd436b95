package io.serai.batch;

import io.serai.dialect.Json;
import io.serai.journal.PrivateFiles;
import io.serai.store.StoreException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of a job in the order of its lines: OpenAI's answers and errors as two stored files, Anthropic's as one, those of a
 * folder beside each other in the folder for answers, with the lines that failed in the folder for failures. Whole or not at all.
 */
final class Outputs {
    private static final int PAGE = 1_000;

    /** So many reasons are written out; GET /admin/jobs counts all. */
    private static final int MOST_REASONS = 10_000;

    private static final long FIRST_PAUSE = 1_000;
    private static final long LAST_PAUSE = 10_000;

    private final Workshop shop;
    private final Job job;
    private final Sources sources;
    private final Results results;

    Outputs(Workshop shop, Job job, Sources sources, Results results) {
        this.shop = shop;
        this.job = job;
        this.sources = sources;
        this.results = results;
    }

    private interface Attempt {
        void run() throws IOException, InterruptedException;
    }

    /** Writes the results, and lets the job end in a state. A full disk is waited for. */
    void write(JobState end) throws InterruptedException {
        untilDone(() -> {
            if (job.kind() == JobKind.FOLDER) {
                folder(end);
                commit(end, List.of());
            } else {
                commit(end, stored(end));
            }
        });
    }

    /** Parks the source of a job that cannot be begun, with the reason beside it. */
    void park(String reason) throws InterruptedException {
        if (job.kind() == JobKind.FOLDER) {
            untilDone(() -> park(shop.shelf().source(job.id()), reason));
        }
    }

    private void park(Path lines, String reason) throws IOException {
        Path parked = Path.of(job.text(Facts.PARKED));
        Files.createDirectories(parked);
        Path to = FolderNames.place(parked, job.name());
        Path hidden = FolderNames.hidden(to);
        Shelf.copy(lines, hidden);
        open(hidden);
        Shelf.place(hidden, to);
        text(FolderNames.reason(to), reason + '\n');
    }

    /** What lies in the folders of users is not private. */
    private static void open(Path file) throws IOException {
        if (PrivateFiles.knowsPermissions(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private void untilDone(Attempt attempt) throws InterruptedException {
        for (long pause = FIRST_PAUSE; ; pause = Math.min(LAST_PAUSE, 2 * pause)) {
            try {
                attempt.run();
                shop.trouble().over();
                return;
            } catch (IOException | StoreException e) {
                shop.trouble().tell(e.getMessage() == null ? e.toString() : e.getMessage());
            }
            if (shop.stopping().begun()) {
                throw new InterruptedException();
            }
            shop.stopping().rest(Duration.ofMillis(pause));
        }
    }

    private void commit(JobState end, List<StoredFile> files) throws IOException, InterruptedException {
        // A client that sees the end of the job fetches its results at once.
        if (!files.isEmpty()) {
            save(files);
        }
        JobState before = job.state();
        job.state(end, shop.clock().millis());
        try {
            save(List.of());
        } catch (IOException e) {
            job.stored(before);
            throw e;
        }
    }

    private void save(List<StoredFile> files) throws IOException, InterruptedException {
        try {
            var unused = shop.store()
                    .write(connection -> {
                        for (StoredFile file : files) {
                            FileTable.insert(connection, file);
                        }
                        JobTable.update(connection, job);
                    })
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(Trouble.words(e), e);
        }
    }

    private List<StoredFile> stored(JobState end) throws IOException {
        boolean together = job.kind() == JobKind.ANTHROPIC || job.endpoint().equals(LineParser.ANY);
        Path answers = shop.shelf().job(job.id()).resolve("output.new");
        Path errors = shop.shelf().job(job.id()).resolve("errors.new");
        try (OutputStream well = stream(answers);
                OutputStream badly = together ? OutputStream.nullOutputStream() : stream(errors)) {
            if (job.isCsv()) {
                table(end, well, OutputStream.nullOutputStream(), new ArrayList<>());
            } else {
                lines(end, well, together ? well : badly, OutputStream.nullOutputStream(), new ArrayList<>());
            }
        }
        List<StoredFile> files = new ArrayList<>();
        keep(answers, Facts.OUTPUT, "_output", files);
        keep(errors, Facts.ERRORS, "_error", files);
        return files;
    }

    private void keep(Path made, String fact, String suffix, List<StoredFile> files) throws IOException {
        if (!Files.exists(made) || Files.size(made) == 0) {
            Files.deleteIfExists(made);
            return;
        }
        long created = shop.clock().millis();
        long lasts = 1_000 * job.number(Facts.OUTPUT_LASTS);
        String id = job.text(fact).isEmpty() ? Shelf.id("file-") : job.text(fact);
        String name = job.id() + suffix + (job.isCsv() ? ".csv" : ".jsonl");
        long size = Files.size(made);
        if (job.isShared()) {
            shop.contents().save(id, made);
        }
        Shelf.place(made, shop.shelf().file(id));
        job.fact(fact, id);
        files.add(new StoredFile(
                id,
                job.node(),
                job.owner().id(),
                name,
                "batch_output",
                size,
                created,
                lasts == 0 ? 0 : created + lasts));
    }

    private void folder(JobState end) throws IOException, InterruptedException {
        Path outbox = Path.of(job.text(Facts.OUTBOX));
        Files.createDirectories(outbox);
        Path to = FolderNames.place(outbox, job.text(Facts.ANSWERS));
        Path hidden = FolderNames.hidden(to);
        Path failures = shop.shelf().job(job.id()).resolve("failures.new");
        List<String> reasons = new ArrayList<>();
        try (OutputStream answers = new BufferedOutputStream(Files.newOutputStream(hidden), 1 << 16);
                OutputStream failed = stream(failures)) {
            if (job.isCsv()) {
                table(end, answers, failed, reasons);
            } else {
                lines(end, answers, answers, failed, reasons);
            }
        }
        if (reasons.isEmpty() && job.number(Facts.FLOOR) > 0) {
            // A replay has answered what was parked.
            Path parked = FolderNames.place(Path.of(job.text(Facts.PARKED)), job.name());
            Files.deleteIfExists(parked);
            Files.deleteIfExists(FolderNames.reason(parked));
        }
        if (!reasons.isEmpty()) {
            park(failures, String.join("\n", reasons));
        }
        Files.deleteIfExists(failures);
        Shelf.place(hidden, to);
    }

    private static void text(Path file, String text) throws IOException {
        Path hidden = FolderNames.hidden(file);
        Files.writeString(hidden, text);
        Shelf.place(hidden, file);
    }

    private static OutputStream stream(Path file) throws IOException {
        PrivateFiles.createFolder(Shelf.folderOf(file));
        return new BufferedOutputStream(Channels.newOutputStream(PrivateFiles.create(file)), 1 << 16);
    }

    /** Passes over all lines of the source, each with its row if it has a result. */
    private interface Visitor {
        void visit(RawLine raw, LineTable.@Nullable Row row, Sources.Opened opened) throws IOException;
    }

    private void visit(Visitor visitor) throws IOException {
        Rows rows = new Rows();
        try (Sources.Opened opened = sources.open()) {
            LineTable.@Nullable Row next = rows.hasNext() ? rows.next() : null;
            for (RawLine raw = opened.lines().next();
                    raw != null;
                    raw = opened.lines().next()) {
                while (next != null && next.line() < raw.number()) {
                    next = rows.hasNext() ? rows.next() : null;
                }
                visitor.visit(raw, next != null && next.line() == raw.number() ? next : null, opened);
            }
        } catch (BadLineException e) {
            throw new IOException(e.reason(), e);
        }
    }

    private void lines(JobState end, OutputStream well, OutputStream badly, OutputStream failed, List<String> reasons)
            throws IOException {
        try (Answers.Reader journal = reader()) {
            visit((raw, row, opened) -> {
                boolean answered = row != null && row.status() == 200;
                byte[] output =
                        row == null ? results.unanswered(raw.number(), id(raw, opened), end) : journal.read(row);
                OutputStream out = answered ? well : badly;
                out.write(output);
                out.write('\n');
                if (!answered) {
                    failed.write(raw.bytes());
                    failed.write('\n');
                    note(reasons, reason(raw, row, end));
                }
            });
        }
    }

    private Answers.Reader reader() throws IOException {
        return job.isShared()
                ? new AnswerRows.Reader(shop.store(), job.id())
                : new AnswerFile.Reader(shop.shelf().answers(job.id()));
    }

    private static void note(List<String> reasons, String reason) {
        if (reasons.size() < MOST_REASONS) {
            reasons.add(reason);
        }
    }

    private static String id(RawLine raw, Sources.Opened opened) {
        try {
            return opened.id(raw);
        } catch (BadLineException e) {
            return "line-" + raw.number();
        }
    }

    private static String reason(RawLine raw, LineTable.@Nullable Row row, JobState end) {
        return "line " + raw.number() + ": " + (row == null ? "not asked, the job is " + end.word() : row.reason());
    }

    /** The table as it came, with a column for the answer, and one for the reason if a record has none. */
    private void table(JobState end, OutputStream answers, OutputStream failed, List<String> reasons)
            throws IOException {
        boolean failures = job.failed() > 0 || job.done() + job.failed() < job.total();
        try (Answers.Reader journal = reader()) {
            boolean[] begun = new boolean[1];
            visit((raw, row, opened) -> {
                CsvSource csv = opened.csv();
                if (csv == null) {
                    return;
                }
                if (!begun[0]) {
                    begun[0] = true;
                    List<String> head = new ArrayList<>(csv.columns());
                    write(failed, CsvSource.record(head, csv.separator()));
                    head.add(free(head, "answer"));
                    if (failures) {
                        head.add(free(head, "error"));
                    }
                    write(answers, CsvSource.record(head, csv.separator()));
                }
                boolean answered = row != null && row.status() == 200;
                List<String> fields = fields(csv, raw);
                if (!answered) {
                    failed.write(raw.bytes());
                    failed.write('\n');
                    note(reasons, reason(raw, row, end));
                }
                String said = row != null && answered ? Results.said(journal.read(row)) : null;
                fields.add(said == null ? "" : said);
                if (failures) {
                    fields.add(answered ? "" : reason(raw, row, end));
                }
                write(answers, CsvSource.record(fields, csv.separator()));
            });
        }
    }

    /** A name that no column has yet: what is answered may be asked again. */
    private static String free(List<String> columns, String name) {
        String free = name;
        for (int i = 2; Defaults.column(columns, free) >= 0; i++) {
            free = name + '.' + i;
        }
        return free;
    }

    private static List<String> fields(CsvSource csv, RawLine raw) {
        try {
            return new ArrayList<>(csv.fields(raw));
        } catch (BadLineException e) {
            List<String> empty = new ArrayList<>();
            csv.columns().forEach(column -> empty.add(""));
            return empty;
        }
    }

    private static void write(OutputStream out, String record) throws IOException {
        out.write(record.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    /** The rows of the job, page by page. */
    private final class Rows implements Iterator<LineTable.Row> {
        private List<LineTable.Row> page = List.of();
        private int at;
        private long after;
        private boolean over;

        @Override
        public boolean hasNext() {
            if (at == page.size() && !over) {
                page = shop.store().read(connection -> LineTable.page(connection, job.id(), after, PAGE));
                at = 0;
                over = page.isEmpty();
            }
            return at < page.size();
        }

        @Override
        public LineTable.Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            LineTable.Row row = page.get(at++);
            after = row.line();
            return row;
        }
    }

    /** The state of the job beside its answers, for watchers of the folder. */
    void progress(Object report) throws IOException {
        Path outbox = Path.of(job.text(Facts.OUTBOX));
        Files.createDirectories(outbox);
        Path file = FolderNames.progress(outbox.resolve(job.text(Facts.ANSWERS)));
        Path hidden = FolderNames.hidden(file);
        Files.write(hidden, Json.write(report));
        Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
