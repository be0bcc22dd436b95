package io.serai.batch;

import io.serai.batch.vendor.Desk;
import io.serai.chat.RejectedException;
import io.serai.store.Store;
import io.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All jobs of the process, and its stored files. The database is opened when it is first needed; jobs that have not ended go on after a
 * start. Its methods throw {@link RejectedException} if a client is to blame, or the database is away.
 */
public final class Batches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("batches");
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration TIDY = Duration.ofMinutes(10);

    private final Store store;
    private final Shelf shelf;
    private final InstantSource clock;
    private final Runnable open;
    private final Stopping stopping = new Stopping();
    private final Duration lease;
    private final Rows rows;
    private final StoredFiles files;
    private final RunningJobs running;
    private final Changes changes;
    private final Tidying tidying;
    private @Nullable String node;

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

    /** @param desk for batches of vendors */
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
        this.lease = lease;
        this.rows = new Rows(store, this::ready);
        Contents contents = new Contents(store);
        Room owners = new Room(store, shelf, room);
        this.files = new StoredFiles(rows, shelf, contents, owners, clock, store.isShared(), this::node);
        Pacer pacer = new Pacer(most, System::nanoTime);
        Workshop shop = new Workshop(
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
                owners,
                desk);
        this.running = new RunningJobs(shop, new Watch(this, pacer));
        this.changes = new Changes(running, rows, shelf, this::node);
        this.tidying = new Tidying(store, rows, shelf, files, clock, stopping, keep, this::node);
    }

    /** The files that clients have uploaded, and that their batches have written. */
    public StoredFiles files() {
        return files;
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
                tidying.leftovers();
                for (Job job : store.read(connection -> JobTable.unfinished(connection, node()))) {
                    if (!job.isShared()) {
                        running.start(job);
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

    /** Rows for others that keep some in the store of batches. */
    Rows rows() {
        return rows;
    }

    private synchronized void ready() {
        if (node != null) {
            return;
        }
        String own;
        try {
            own = shelf.node();
        } catch (IOException e) {
            throw new RejectedException(
                    503, "storage_unavailable", "Serai cannot write its data folder now; try again later.", null);
        }
        open.run();
        // Only now, so that the next call opens it if this one could not.
        node = own;
        tidying.every(TIDY);
        if (store.isShared()) {
            running.share(new Leases(store, own, lease));
        }
    }

    private synchronized String node() {
        ready();
        return String.valueOf(node);
    }

    /** The jobs that run now. */
    List<JobRun> running() {
        return running.all();
    }

    /**
     * Creates a job whose lines are in a file.
     *
     * @param source the file, which is linked or copied
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
        running.refuseTooMany(owner);
        Job job = new Job(Shelf.id(kind.prefix()), kind, files.place(), owner, name, origin, clock.millis());
        job.fact(Facts.HOME, node());
        facts.forEach(job::fact);
        job.times(0, 0, 0, 0, expires);
        job.total(total);
        try {
            store(job, source);
        } catch (IOException e) {
            throw StoredFiles.full(e);
        }
        running.start(job);
        return job;
    }

    private void store(Job job, Path source) throws IOException {
        long bytes = Files.size(source);
        try (Room.Taken unused = job.kind() == JobKind.FOLDER ? () -> {} : files.take(job.owner(), bytes)) {
            shelf.link(source, job.id());
            files.save(job.id(), source);
            rows.add(
                    connection -> {
                        JobTable.insert(connection, job);
                        JobTable.stored(connection, job.id(), bytes);
                    },
                    () -> shelf.delete(job.id()));
        }
    }

    /**
     * Takes in a file of a folder, unless it was taken in before: a kill may come between this and moving the file away.
     *
     * @param origin the identity of the file, another one once it is written again
     * @param outbox the folder for answers
     * @param parked the folder for what has failed
     * @throws IOException if it cannot be stored now
     */
    public void takeIn(Owner owner, String name, String origin, Path file, Path outbox, Path parked, Defaults defaults)
            throws IOException {
        String here = store.isShared() ? node() + ' ' + origin : origin;
        try {
            if (rows.read(connection -> JobTable.ofOrigin(connection, node(), here))
                    .isPresent()) {
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
                : rows.read(connection -> JobTable.ofOrigin(connection, node(), origin))
                        .orElse(null);
        return job == null ? null : running.live(job);
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
        JobRun run = running.find(id);
        return run != null || !Shelf.isId(id)
                ? run == null ? null : run.job()
                : rows.read(connection -> JobTable.find(connection, id)).orElse(null);
    }

    /** A job of any owner. */
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
            return live(rows.read(connection -> JobTable.older(connection, kind, owner, than, most)));
        }
        if (!newerThan.isEmpty()) {
            Job than = job(kind, owner, newerThan);
            return live(rows.read(connection -> JobTable.newer(connection, kind, owner, than, most))
                    .reversed());
        }
        return live(rows.read(connection -> JobTable.newest(connection, kind, owner, most)));
    }

    /** The newest jobs of all owners. */
    public List<Job> jobs(int most) {
        if (!shelf.isThere()) {
            return List.of();
        }
        return live(rows.read(connection -> JobTable.all(connection, most)));
    }

    private List<Job> live(List<Job> jobs) {
        return jobs.stream().map(running::live).toList();
    }

    /** What an operator sees of a job. */
    public Map<String, Object> report(Job job) {
        JobRun run = running.find(job.id());
        List<LineTable.Row> failures = job.failed() == 0
                ? List.of()
                : rows.read(connection -> LineTable.failures(connection, job.id(), Report.MOST_FAILURES));
        return Report.of(
                job, run == null ? null : run.rate(), run == null ? null : run.waitsUntil(), failures, clock.instant());
    }

    /** Asks no more lines; those under way end, and the results are written. */
    public void cancel(Job job) {
        changes.move(job, JobState.CANCELLING, "cancelled", JobState.VALIDATING, JobState.IN_PROGRESS, JobState.PAUSED);
    }

    public void pause(Job job) {
        changes.move(job, JobState.PAUSED, "paused", JobState.IN_PROGRESS);
    }

    public void resume(Job job) {
        changes.move(job, JobState.IN_PROGRESS, "resumed", JobState.PAUSED);
    }

    /** Asks the lines of an ended job once more that have failed or were not asked. */
    public void replay(Job job) {
        changes.replay(job);
    }

    /** Forgets a job that has ended, with its results. */
    public void delete(Job job) {
        tidying.delete(job);
    }

    Tidying tidying() {
        return tidying;
    }

    /** Asks no more lines; those under way go on. */
    public void stop() {
        running.stop();
    }

    /** Waits for the lines under way. */
    public void awaitIdle(Duration atMost) {
        running.awaitIdle(atMost);
    }

    @Override
    public void close() {
        running.close();
    }
}
