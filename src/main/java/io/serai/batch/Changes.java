package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.function.Supplier;

/** Changes the state of a job as people want it. */
final class Changes {
    private final RunningJobs running;
    private final Rows rows;
    private final Shelf shelf;
    private final Supplier<String> node;

    /** @param node the name of this node; the store is open when it is known */
    Changes(RunningJobs running, Rows rows, Shelf shelf, Supplier<String> node) {
        this.running = running;
        this.rows = rows;
        this.shelf = shelf;
        this.node = node;
    }

    /**
     * Moves a job to a state.
     *
     * @param word what is done to the job, for people
     * @param from in one of which it must be
     */
    void move(Job job, JobState to, String word, JobState... from) {
        JobRun run = running.find(job.id());
        boolean done = job.isShared() ? moveShared(job, to, from) : run != null && run.move(to, from);
        if (!done) {
            throw refused("The job '" + job.id() + "' is " + job.state().word() + " and cannot be " + word + '.');
        }
        if (run != null && job.isShared()) {
            run.refresh();
        } else if (run != null) {
            rows.write(connection -> JobTable.update(connection, run.job()));
        }
    }

    private boolean moveShared(Job job, JobState to, JobState... from) {
        String unused = node.get();
        try {
            return running.moveShared(job, to, from);
        } catch (StoreException e) {
            throw Rows.away(e);
        }
    }

    /** Asks the lines of an ended job once more that have failed or were not asked. */
    void replay(Job job) {
        String here = node.get();
        if (!job.state().ended()
                || job.state() == JobState.FAILED
                || !(job.isShared() || job.node().equals(here))) {
            throw refused("The job '" + job.id() + "' is " + job.state().word()
                    + "; only one that has ended, and has been begun here, can be replayed.");
        }
        if (!job.isShared() && !Files.exists(shelf.source(job.id()))) {
            throw refused("The files of the job '" + job.id() + "' were deleted.");
        }
        try {
            job.fact(Facts.FLOOR, job.isShared() ? 1 : AnswerFile.size(shelf.answers(job.id())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        job.again();
        job.stored(JobState.IN_PROGRESS);
        rows.write(connection -> {
            LineTable.forgetFailures(connection, job.id());
            JobTable.again(connection, job);
            if (job.isShared()) {
                ShareTable.recount(connection, job, here);
            }
        });
        running.start(job);
    }

    private static RejectedException refused(String why) {
        return new RejectedException(409, "invalid_state", why, null);
    }
}
