package io.serai.batch;

import io.serai.batch.vendor.Desk;
import io.serai.batch.vendor.Register;
import io.serai.batch.vendor.VendorBatches;
import io.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job that runs. A platform thread of its own checks the source, has the lines asked, and writes the results. */
final class JobRun {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(10);

    private final Workshop shop;
    private final Job job;
    private final Sources sources;
    private final Outputs outputs;
    private final JobGate gate;
    private final JobLines lines;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Rate rate;
    private final Part part;
    private final @Nullable Leases leases;
    private volatile long stored;
    private boolean reported;

    /** @param leases of this node; null if no other node uses the store */
    JobRun(Workshop shop, Job job, @Nullable Leases leases) {
        this.shop = shop;
        this.job = job;
        this.sources = new Sources(job, shop.shelf().source(job.id()), shop.longest(), shop.turns());
        Results results = new Results(job.kind());
        this.outputs = new Outputs(shop, job, sources, results);
        this.rate = new Rate(shop.clock());
        this.leases = leases;
        this.part =
                !job.isShared() || leases == null ? new Alone(shop, job, rate) : new Shared(shop, job, rate, leases);
        this.gate = new JobGate(job, shop);
        this.lines = new JobLines(shop, job, sources, results, part, gate);
    }

    Job job() {
        return job;
    }

    Rate rate() {
        return rate;
    }

    void start() {
        Thread.ofPlatform().name(job.id()).daemon().start(this::run);
    }

    private void run() {
        try {
            Duration pause = FIRST_PAUSE;
            while (!isThrough()) {
                part.close();
                shop.stopping().rest(pause);
                pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Job {} ({}) rests until the next start", job.id(), job.name(), e);
            job.fact(Facts.REASON, Results.cut(String.valueOf(e.getMessage())));
        } finally {
            part.close();
            lines.close();
            ended.complete(null);
        }
    }

    /** Goes on from where it is; false if storage was in the way, so that it must be tried again. */
    private boolean isThrough() throws InterruptedException {
        try {
            gate.reopen();
            goThrough();
            return true;
        } catch (IOException | StoreException e) {
            if (shop.stopping().begun()) {
                return true;
            }
            if (!reported) {
                reported = true;
                LOG.warn("Job {} ({}) waits, and goes on by itself: {}", job.id(), job.name(), e.toString());
            }
            job.fact(Facts.REASON, Results.cut(String.valueOf(e.getMessage())));
            return false;
        }
    }

    private void goThrough() throws IOException, InterruptedException {
        if (part.lead(() -> job.state() == JobState.VALIDATING)) {
            validate();
            part.followed();
        }
        if (!job.state().ended()) {
            work();
        }
        if (mayFinish() && part.lead(this::mayFinish)) {
            finish();
        }
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    private boolean mayFinish() {
        return !job.state().ended() && !shop.stopping().begun() && !gate.isBroken();
    }

    private void validate() throws IOException, InterruptedException {
        List<Map<String, Object>> problems = new ArrayList<>();
        try {
            job.total(sources.check(problems));
        } catch (BadLineException e) {
            problems.add(Sources.problem(e, 0));
        }
        if (problems.isEmpty()) {
            move(JobState.IN_PROGRESS, JobState.VALIDATING);
            save();
            return;
        }
        job.fact(Facts.PROBLEMS, problems);
        LOG.warn(
                "Job {} ({}) fails: {}",
                job.id(),
                job.name(),
                problems.getFirst().get("message"));
        outputs.park(String.valueOf(problems.getFirst().get("message")));
        job.state(JobState.FAILED, now());
        save();
    }

    private void work() throws IOException, InterruptedException {
        while (!isWorkedOff() && !shop.stopping().begun()) {
            // Another node has the batches of vendors now, or this one has.
            part.close();
        }
        part.close();
    }

    /** Has lines asked until no more are to be; false if batches of vendors have changed hands. */
    private boolean isWorkedOff() throws IOException, InterruptedException {
        try (Journal journal = new Journal(job.id(), part.answers(), shop.trouble());
                InFlight inFlight = new InFlight(shop.shelf().job(job.id()).resolve("running"));
                VendorBatches own = vendors()) {
            lines.takeUp(inFlight, own);
            if (!job.isShared()) {
                save();
            }
            lines.askAll(journal, inFlight);
            if (own != null && job.isShared() && own.isOutdated()) {
                return false;
            }
            if (own != null && (job.state() == JobState.CANCELLING || gate.isExpired())) {
                own.cancel();
            }
            return true;
        } catch (BadLineException e) {
            // It was readable before.
            throw new IOException(e.reason(), e);
        }
    }

    private @Nullable VendorBatches vendors() throws IOException {
        Desk desk = shop.desk();
        if (desk == null) {
            return null;
        }
        Path folder = shop.shelf().job(job.id());
        Leases own = leases;
        return !job.isShared() || own == null
                ? VendorBatches.open(desk, job.id(), folder, Register.NONE, job::repeats)
                : VendorBatches.open(
                        desk,
                        job.id(),
                        folder,
                        new SharedRegister(own, job.id(), shop.contents()),
                        lines -> repeated(own, lines));
    }

    private void repeated(Leases own, long lines) {
        try {
            own.repeated(job.id(), lines);
        } catch (StoreException e) {
            LOG.warn("{} lines of job {} may be asked twice: {}", lines, job.id(), e.getMessage());
        }
    }

    private void finish() throws IOException, InterruptedException {
        part.awaitOthers();
        JobState end = job.state() == JobState.CANCELLING
                ? JobState.CANCELLED
                : gate.isExpired() && job.done() + job.failed() < job.total() ? JobState.EXPIRED : JobState.COMPLETED;
        if (end != JobState.CANCELLED) {
            job.state(JobState.FINALIZING, now());
            save();
        }
        outputs.write(end);
        if (job.isShared()) {
            var unused = shop.store().write(connection -> VendorTable.deleteAll(connection, job.id()));
        }
        LOG.info(
                "Job {} ({}) is {}: {} lines answered, {} failed, {} asked again after a kill",
                job.id(),
                job.name(),
                end.word(),
                job.done(),
                job.failed(),
                job.repeated());
    }

    /** Changes the state if it is one of the expected ones. */
    boolean move(JobState to, JobState... from) {
        if (!gate.move(to, from)) {
            return false;
        }
        wake();
        return true;
    }

    /** Lets all who wait for something look again whether they should. */
    void wake() {
        lines.wake();
    }

    private long now() {
        return shop.clock().millis();
    }

    /** Writes the job's row, as often as it takes. */
    void save() throws InterruptedException {
        while (true) {
            try {
                var unused = shop.store()
                        .write(connection -> JobTable.update(connection, job))
                        .get();
                shop.trouble().over();
                return;
            } catch (ExecutionException e) {
                shop.trouble().tell(Trouble.words(e));
                if (shop.stopping().begun()) {
                    return;
                }
                shop.stopping().rest(Duration.ofSeconds(1));
            }
        }
    }

    /** Writes the job's row in the background, unless it has ended, and looks whether there is room for more results. */
    void note() throws IOException {
        if (gate.isExpired()) {
            wake();
        }
        stored = shop.room().note(job, stored);
        String why = shop.room().whyFull(job);
        if (!why.equals(gate.full())) {
            gate.full(why);
            if (why.isEmpty()) {
                job.detail().remove(Facts.REASON);
            } else {
                job.fact(Facts.REASON, Results.cut(why));
            }
        }
        if (!job.state().ended() && !job.isShared()) {
            var unused = shop.store().write(connection -> JobTable.update(connection, job));
        }
    }

    /** Writes how far the job is beside its answers. */
    void progress(Object report) throws IOException {
        if (part.isAtHome()) {
            outputs.progress(report);
        }
    }

    /** Learns what other nodes have done, if there are any. */
    void refresh() {
        JobState before = job.state();
        if (part instanceof Shared shared) {
            shared.refresh();
        }
        if (job.state() != before) {
            wake();
        }
    }

    /** When the limit is back for which lines of the job wait; null if none does. */
    @Nullable
    Long waitsUntil() {
        var until = shop.lanes().shutUntil(job.owner());
        return until.isAfter(shop.clock().instant()) ? until.toEpochMilli() : null;
    }
}
