package io.serai.batch;

import io.serai.batch.vendor.Desk;
import io.serai.chat.RejectedException;
import io.serai.store.SqlFunction;
import io.serai.store.SqlWork;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All jobs and stored files of the process. The database is opened when it is first needed; jobs that have not ended go on after a start.
 * Its methods throw {@link RejectedException} where a client is to blame, or the database is away.
 */
public final class Batches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration TIDY = Duration.ofMinutes(10);
    /** Jobs that have not ended, of one key, or of those who have none. */
    static final int MOST_OF_OWNER = 100;

    /** How the ids of files begin. */
    static final String FILE = "file-";

    private static final int MOST_RUNNING = 500;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Store store;
    private final Shelf shelf;
    private final InstantSource clock;
    private final Duration keep;
    private final Runnable open;
    private final Workshop shop;
    private final Map<String, JobRun> running = new ConcurrentHashMap<>();
    private final Watch watch;
    private final Stopping stopping = new Stopping();
    private final Contents contents;
    private final Duration lease;
    private @Nullable String node;
    private volatile @Nullable Leases leases;
    private volatile @Nullable SharedJobs sharedJobs;

    /**
     * @param open opens the store
     * @param longest the most bytes of a line
     * @param most lines at once, of all jobs together
     * @param keep how long ended jobs and files are kept; zero for ever
     * @param room the most bytes that one client may have stored; 0 for as many as the disk takes
     * @param lease how long a node that shares the store may be silent before others take over its lines
     */
    public Batches(
            Store store,
            Runnable open,
            Shelf shelf,
            LineEngine engine,
            InstantSource clock,
            int longest,
            int most,
            Duration keep,
            long room,
            Duration lease) {
        this(store, open, shelf, engine, clock, longest, most, keep, room, lease, null);
    }

    /** @param desk for batches of vendors' own */
    public Batches(
            Store store,
            Runnable open,
            Shelf shelf,
            LineEngine engine,
            InstantSource clock,
            int longest,
            int most,
            Duration keep,
            long room,
            Duration lease,
            @Nullable Desk desk) {
        this.store = store;
        this.open = open;
        this.shelf = shelf;
        this.clock = clock;
        this.keep = keep;
        this.lease = lease;
        this.contents = new Contents(store);
        Pacer pacer = new Pacer(most, System::nanoTime);
        this.shop = new Workshop(
                store,
                engine,
                clock,
                shelf,
                pacer,
                new Lanes(clock),
                new LineMemory(Runtime.getRuntime().maxMemory()),
                Turns.ofMachine(),
                new Trouble(),
                longest,
                2 * most,
                stopping,
                contents,
                new Room(store, shelf, room),
                desk);
        this.watch = new Watch(this, pacer);
    }

    public Shelf shelf() {
        return shelf;
    }

    InstantSource clock() {
        return clock;
    }

    /**
     * Takes up the jobs that have not ended, in the background; nothing is opened if there never was a job, and no other node can have one.
     */
    public void begin() {
        if (shelf.isThere() || store.isShared()) {
            Thread.ofPlatform().name("batches").daemon().start(this::takeUp);
        }
    }

    private void takeUp() {
        while (!stopping.begun()) {
            try {
                shelf.tidy();
                ready();
                tidyContents();
                for (Job job : store.read(connection -> JobTable.unfinished(connection, node()))) {
                    if (!job.isShared()) {
                        start(job);
                    }
                }
                return;
            } catch (IOException | StoreException | RejectedException e) {
                LOG.warn("Jobs wait for the database: {}", e.getMessage());
            }
            try {
                stopping.rest(RETRY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void ready() {
        if (node == null) {
            try {
                node = shelf.node();
            } catch (IOException e) {
                throw new RejectedException(
                        503, "storage_unavailable", "Serai cannot write its data folder now; try again later.", null);
            }
            open.run();
            tidyEvery(TIDY);
            if (store.isShared()) {
                Leases own = new Leases(store, node, lease);
                SharedJobs shared = new SharedJobs(own, shop, this::running, this::start, this::ended);
                leases = own;
                sharedJobs = shared;
                shared.begin();
            }
        }
    }

    /** Where new jobs and files belong: to this node, or to all that share the store. */
    private String place() {
        String own = node();
        return store.isShared() ? "" : own;
    }

    private synchronized String node() {
        ready();
        return String.valueOf(node);
    }

    private void start(Job job) {
        running.computeIfAbsent(job.id(), id -> {
            JobRun run = new JobRun(shop, job, leases);
            var unused = run.ended().thenRun(() -> {
                if (job.state().ended()) {
                    ended(run);
                }
            });
            run.start();
            watch.wake();
            return run;
        });
    }

    private void ended(JobRun run) {
        watch.ended(run);
        running.remove(run.job().id());
        if (run.job().isShared()) {
            try {
                // The store has all of it.
                shelf.delete(run.job().id());
            } catch (IOException e) {
                LOG.debug("What job {} had stays: {}", run.job().id(), e.toString());
            }
        }
    }

    /** The jobs that run now. */
    List<JobRun> running() {
        return List.copyOf(running.values());
    }

    <T> T read(SqlFunction<T> query) {
        ready();
        try {
            return store.read(query);
        } catch (StoreException e) {
            throw away(e);
        }
    }

    void write(SqlWork work) {
        ready();
        try {
            var unused = store.write(work).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(e);
        }
    }

    private static RejectedException away(Exception why) {
        LOG.warn("A job or file cannot be read or written: {}", why.getMessage());
        RejectedException away = new RejectedException(
                503, "database_unavailable", "Serai's database is away now; send the request again later.", null);
        away.initCause(why);
        return away;
    }

    /** Undoes what was begun. */
    private interface Undo {
        void run() throws IOException;
    }

    /** Adds a row for what lies on the disk, which is taken away again if there can be no row. */
    private void add(SqlWork row, Undo undo) {
        try {
            write(row);
        } catch (RejectedException e) {
            // After a time-out the row may come still.
            if (e.getCause() instanceof ExecutionException) {
                try {
                    undo.run();
                } catch (IOException left) {
                    LOG.warn("A file without a row stays: {}", left.toString());
                }
            }
            throw e;
        }
    }

    /**
     * Keeps a file that was uploaded, and takes it away from where it is.
     *
     * @param lasts for how many seconds; 0 for as long as all others
     */
    public StoredFile keep(Owner owner, String name, String purpose, Path upload, long lasts) {
        return keep(FILE, owner, name, purpose, upload, lasts == 0 ? 0 : clock.millis() + 1_000 * lasts);
    }

    /**
     * @param prefix of its id; only those of {@link #FILE} are files to clients
     * @param expires in milliseconds; 0 for as long as all others
     */
    StoredFile keep(String prefix, Owner owner, String name, String purpose, Path upload, long expires) {
        try (Room.Taken unused = take(owner, Files.size(upload))) {
            String id = Shelf.id(prefix);
            long now = clock.millis();
            StoredFile file = new StoredFile(id, place(), owner.id(), name, purpose, Files.size(upload), now, expires);
            Shelf.place(upload, shelf.file(id));
            save(id, shelf.file(id));
            add(connection -> FileTable.insert(connection, file), () -> Files.deleteIfExists(shelf.file(id)));
            return file;
        } catch (IOException e) {
            throw full(e);
        }
    }

    private Room.Taken take(Owner owner, long bytes) {
        deleteExpired();
        try {
            return shop.room().take(owner, bytes);
        } catch (StoreException e) {
            throw away(e);
        }
    }

    /** For what cannot be stored: the disk is full, or the database is away that has the files. */
    static RejectedException full(IOException why) {
        if (why.getCause() instanceof StoreException) {
            return away(why);
        }
        LOG.warn("A file cannot be kept: {}", why.toString());
        return new RejectedException(
                507, "storage_full", "Serai cannot store the file now; make room, and send it again.", null);
    }

    /** Lets other nodes have a file, if there are any. */
    private void save(String id, Path file) throws IOException {
        if (store.isShared()) {
            contents.save(id, file);
        }
    }

    /**
     * A file of an owner.
     *
     * @param param the field that names it
     */
    public StoredFile file(Owner owner, String id, String param) {
        boolean known = id.startsWith(FILE) && Shelf.isId(id);
        return (known ? read(connection -> FileTable.find(connection, id)) : Optional.<StoredFile>empty())
                .filter(file -> file.owner().equals(owner.id()) && !file.isExpired(clock.millis()))
                .orElseThrow(() -> new RejectedException(404, "not_found", "There is no file '" + id + "'.", param));
    }

    /** Where the content of a file lies. */
    public Path content(StoredFile file) {
        Path path = shelf.file(file.id());
        if (!Files.exists(path) && !isFetched(file, path)) {
            throw new RejectedException(
                    404, "not_found", "The content of '" + file.id() + "' is not kept by this Serai.", null);
        }
        return path;
    }

    private boolean isFetched(StoredFile file, Path path) {
        try {
            return file.node().isEmpty() && contents.fetch(file.id(), path);
        } catch (IOException e) {
            throw away(e);
        }
    }

    /** Files of an owner in the order of their creation, from behind one of them on. */
    public List<StoredFile> files(Owner owner, String purpose, String after, boolean newestFirst, int most) {
        StoredFile from = after.isEmpty()
                ? new StoredFile(newestFirst ? "~" : "", "", "", "", "", 0, newestFirst ? Long.MAX_VALUE : 0, 0)
                : file(owner, after, "after");
        return read(connection -> FileTable.list(connection, owner, purpose, from, newestFirst, clock.millis(), most));
    }

    /** Deletes a file, and the copies that ended jobs have of it or of what it was made from: those cannot be replayed any more. */
    public void delete(StoredFile file) {
        List<Job> with = read(connection -> JobTable.endedOf(connection, file));
        write(connection -> {
            FileTable.delete(connection, file.id());
            for (Job job : with) {
                JobTable.empty(connection, job.id());
            }
        });
        try {
            Files.deleteIfExists(shelf.file(file.id()));
            for (Job job : with) {
                shelf.delete(job.id());
            }
        } catch (IOException e) {
            LOG.warn("{} stays: {}", file.id(), e.toString());
        }
    }

    /** Deletes the content of a file that has no row any more. */
    void forget(StoredFile file) {
        try {
            Files.deleteIfExists(shelf.file(file.id()));
        } catch (IOException e) {
            LOG.warn("{} stays: {}", file.id(), e.toString());
        }
    }

    /**
     * Takes in a job whose lines stand in a file.
     *
     * @param source is linked or copied
     * @param facts by the names of {@link Facts}
     * @param total how many lines it has; 0 if nobody has counted them
     * @param expires when it ends whatever is done then, in milliseconds; 0 for never
     */
    public Job create(
            JobKind kind,
            Owner owner,
            String name,
            String origin,
            Path source,
            Map<String, Object> facts,
            long total,
            long expires) {
        refuseTooMany(owner);
        Job job = new Job(Shelf.id(kind.prefix()), kind, place(), owner, name, origin, clock.millis());
        job.fact(Facts.HOME, node());
        facts.forEach(job::fact);
        job.times(0, 0, 0, 0, expires);
        job.total(total);
        try {
            store(job, source);
        } catch (IOException e) {
            throw full(e);
        }
        start(job);
        return job;
    }

    private void store(Job job, Path source) throws IOException {
        long bytes = Files.size(source);
        try (Room.Taken unused = job.kind() == JobKind.FOLDER ? () -> {} : take(job.owner(), bytes)) {
            shelf.link(source, job.id());
            save(job.id(), source);
            add(
                    connection -> {
                        JobTable.insert(connection, job);
                        JobTable.stored(connection, job.id(), bytes);
                    },
                    () -> shelf.delete(job.id()));
        }
    }

    /** Each job that runs has files open. */
    private void refuseTooMany(Owner owner) {
        long own = running.values().stream()
                .filter(run -> run.job().owner().id().equals(owner.id()))
                .count();
        if (own >= MOST_OF_OWNER || running.size() >= MOST_RUNNING) {
            throw new RejectedException(
                    429,
                    "too_many_batches",
                    (own >= MOST_OF_OWNER ? own + " batches of this key" : running.size() + " batches")
                            + " have not ended; send it again when some have, or put more lines into one batch.",
                    null);
        }
    }

    /**
     * Takes in a file of a folder, unless the very same was taken in before: a kill may come between that and putting it away.
     *
     * @param origin tells the file apart from all others, and from itself once it is written again
     * @param outbox the folder for answers
     * @param parked the folder for what has failed
     * @throws IOException if it cannot be stored now
     */
    public void takeIn(Owner owner, String name, String origin, Path file, Path outbox, Path parked, Defaults defaults)
            throws IOException {
        String here = store.isShared() ? node() + ' ' + origin : origin;
        try {
            if (read(connection -> JobTable.ofOrigin(connection, node(), here)).isPresent()) {
                LOG.info("{} is a job already", name);
                return;
            }
            Path copy = shelf.upload();
            try {
                Shelf.copy(file, copy);
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put(Facts.FORMAT, isCsv(name) ? "csv" : "jsonl");
                facts.put(Facts.ENDPOINT, LineParser.ANY);
                facts.put(Facts.OUTBOX, outbox.toString());
                facts.put(Facts.PARKED, parked.toString());
                facts.put(Facts.ANSWERS, FolderNames.free(outbox, name));
                facts.put(Facts.DEFAULTS, defaults.toMap());
                Job job = create(JobKind.FOLDER, owner, name, here, copy, facts, 0, 0);
                LOG.info("{} is job {}", name, job.id());
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (RejectedException e) {
            throw new IOException(e.reason(), e);
        }
    }

    /** The job that a request of an owner has made before under the same idempotency key; null if none has. */
    @Nullable
    Job madeBefore(String origin) {
        Job job = origin.isEmpty()
                ? null
                : read(connection -> JobTable.ofOrigin(connection, node(), origin))
                        .orElse(null);
        JobRun run = job == null ? null : running.get(job.id());
        return run == null ? job : run.job();
    }

    static boolean isCsv(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    /** A job of an owner. */
    public Job job(JobKind kind, Owner owner, String id) {
        Job job = find(id);
        if (job == null || job.kind() != kind || !job.owner().id().equals(owner.id())) {
            throw notFound(id);
        }
        return job;
    }

    private static RejectedException notFound(String id) {
        return new RejectedException(404, "not_found", "There is no batch '" + id + "'.", "id");
    }

    private @Nullable Job find(String id) {
        JobRun run = running.get(id);
        return run != null || !Shelf.isId(id)
                ? run == null ? null : run.job()
                : read(connection -> JobTable.find(connection, id)).orElse(null);
    }

    /** A job, whoever it belongs to. */
    public Job job(String id) {
        Job job = find(id);
        if (job == null) {
            throw notFound(id);
        }
        return job;
    }

    /** Jobs of an owner, newest first: the newest, those older than one, or those newer than one. */
    public List<Job> jobs(JobKind kind, Owner owner, String olderThan, String newerThan, int most) {
        if (!olderThan.isEmpty()) {
            Job than = job(kind, owner, olderThan);
            return live(read(connection -> JobTable.older(connection, kind, owner, than, most)));
        }
        if (!newerThan.isEmpty()) {
            Job than = job(kind, owner, newerThan);
            return live(read(connection -> JobTable.newer(connection, kind, owner, than, most))
                    .reversed());
        }
        return live(read(connection -> JobTable.newest(connection, kind, owner, most)));
    }

    /** The newest jobs of all owners. */
    public List<Job> jobs(int most) {
        if (!shelf.isThere()) {
            return List.of();
        }
        return live(read(connection -> JobTable.all(connection, most)));
    }

    private List<Job> live(List<Job> jobs) {
        return jobs.stream()
                .map(job -> {
                    JobRun run = running.get(job.id());
                    return run == null ? job : run.job();
                })
                .toList();
    }

    /** What an operator sees of a job. */
    public Map<String, Object> report(Job job) {
        JobRun run = running.get(job.id());
        List<LineTable.Row> failures = job.failed() == 0
                ? List.of()
                : read(connection -> LineTable.failures(connection, job.id(), Report.MOST_FAILURES));
        return Report.of(
                job, run == null ? null : run.rate(), run == null ? null : run.waitsUntil(), failures, clock.instant());
    }

    /** Asks no more lines; those under way end, and the results are written. */
    public void cancel(Job job) {
        change(job, JobState.CANCELLING, "cancelled", JobState.VALIDATING, JobState.IN_PROGRESS, JobState.PAUSED);
    }

    public void pause(Job job) {
        change(job, JobState.PAUSED, "paused", JobState.IN_PROGRESS);
    }

    public void resume(Job job) {
        change(job, JobState.IN_PROGRESS, "resumed", JobState.PAUSED);
    }

    private void change(Job job, JobState to, String word, JobState... from) {
        JobRun run = running.get(job.id());
        boolean done = job.isShared() ? move(job, to, from) : run != null && run.move(to, from);
        if (!done) {
            throw new RejectedException(
                    409,
                    "invalid_state",
                    "The job '" + job.id() + "' is " + job.state().word() + " and cannot be " + word + '.',
                    null);
        }
        if (run != null && job.isShared()) {
            run.refresh();
        } else if (run != null) {
            write(connection -> JobTable.update(connection, run.job()));
        }
    }

    private boolean move(Job job, JobState to, JobState... from) {
        ready();
        try {
            Leases own = leases;
            return own != null && own.move(job.id(), to, clock.millis(), from);
        } catch (StoreException e) {
            throw away(e);
        }
    }

    /** Asks the lines of an ended job once more that have failed or were not asked. */
    public void replay(Job job) {
        if (!job.state().ended()
                || job.state() == JobState.FAILED
                || !(job.isShared() || job.node().equals(node()))) {
            throw new RejectedException(
                    409,
                    "invalid_state",
                    "The job '" + job.id() + "' is " + job.state().word()
                            + "; only one that has ended, and has been begun here, can be replayed.",
                    null);
        }
        if (!job.isShared() && !Files.exists(shelf.source(job.id()))) {
            throw new RejectedException(
                    409, "invalid_state", "The files of the job '" + job.id() + "' were deleted.", null);
        }
        try {
            job.fact(Facts.FLOOR, job.isShared() ? 1 : AnswerFile.size(shelf.answers(job.id())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        job.again();
        job.stored(JobState.IN_PROGRESS);
        write(connection -> {
            LineTable.forgetFailures(connection, job.id());
            JobTable.again(connection, job);
            if (job.isShared()) {
                ShareTable.recount(connection, job, node());
            }
        });
        start(job);
    }

    /** Forgets a job that has ended, with its results. */
    public void delete(Job job) {
        if (!job.state().ended()) {
            throw new RejectedException(
                    400, "invalid_state", "The batch '" + job.id() + "' has not ended; cancel it first.", null);
        }
        String output = job.text(Facts.OUTPUT);
        write(connection -> {
            JobTable.delete(connection, job.id());
            if (job.kind() == JobKind.ANTHROPIC && !output.isEmpty()) {
                FileTable.delete(connection, output);
            }
        });
        try {
            shelf.delete(job.id());
            if (job.kind() == JobKind.ANTHROPIC && !output.isEmpty()) {
                Files.deleteIfExists(shelf.file(output));
            }
        } catch (IOException e) {
            LOG.warn("What job {} had stays: {}", job.id(), e.toString());
        }
    }

    /** Deletes what is too old now and again, whether any job runs or not. */
    void tidyEvery(Duration time) {
        Thread.ofVirtual().name("batch-tidy").start(() -> {
            try {
                while (!stopping.begun()) {
                    var unused = DiskThreads.call(this::isTidied);
                    stopping.rest(time);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private boolean isTidied() {
        try {
            tidy();
            return true;
        } catch (RuntimeException e) {
            LOG.debug("Old jobs and files stay: {}", e.toString());
            return false;
        }
    }

    /** Deletes what is too old. */
    void tidy() {
        if (stopping.begun()) {
            return;
        }
        deleteExpired();
        if (keep.isZero()) {
            return;
        }
        long before = clock.millis() - keep.toMillis();
        read(connection -> JobTable.endedBefore(connection, node(), before)).forEach(this::delete);
        read(connection -> FileTable.createdBefore(connection, node(), before)).forEach(this::delete);
        if (store.isShared()) {
            tidyContents();
        }
    }

    private void deleteExpired() {
        read(connection -> FileTable.expired(connection, node(), clock.millis()))
                .forEach(this::delete);
    }

    /** Deletes contents without a row: copies of files that another node has deleted, and what a kill has left of one that came in. */
    private void tidyContents() {
        try {
            for (Path copy : shelf.files()) {
                String id = String.valueOf(copy.getFileName());
                boolean fresh = Files.getLastModifiedTime(copy).toMillis() > clock.millis() - FRESH.toMillis();
                if (!fresh && read(connection -> FileTable.find(connection, id)).isEmpty()) {
                    Files.deleteIfExists(copy);
                }
            }
        } catch (IOException e) {
            LOG.debug("Old copies stay: {}", e.toString());
        }
    }

    /** Asks no more lines; those under way go on. */
    public void stop() {
        stopping.begin();
        running.values().forEach(JobRun::wake);
    }

    /** Waits for the lines under way. */
    public void awaitIdle(Duration atMost) {
        CompletableFuture<Void> all = CompletableFuture.allOf(
                running.values().stream().map(JobRun::ended).toArray(CompletableFuture[]::new));
        try {
            all.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("Lines that are not answered yet are asked again after the next start");
        }
    }

    @Override
    public void close() {
        stop();
        awaitIdle(LAST_WORDS);
        stopping.end();
        SharedJobs shared = sharedJobs;
        if (shared != null) {
            try {
                shared.awaitEnd();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        watch.close();
    }
}
