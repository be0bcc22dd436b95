package io.serai.batch.vendor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What other nodes know of the batches of a job, so that one of them can take them over. Only the node that has them changes it. */
public interface Register {
    /** For a job of which no other node knows. */
    Register NONE = new Register() {
        @Override
        public boolean isMine() {
            return true;
        }

        @Override
        public boolean isElsewhere() {
            return false;
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public @Nullable List<Entry> takeUp() {
            return null;
        }

        @Override
        public void fetch(String tag, Path results) {}

        @Override
        public void lines(String tag, byte[] lines) {}

        @Override
        public void sheet(String tag, byte[] sheet) {}

        @Override
        public void results(String tag, Path file) {}

        @Override
        public void forget(String tag) {}
    };

    /** Whether this node has the batches of the job, which it takes if nobody does. */
    boolean isMine();

    /** Whether another node has them. */
    boolean isElsewhere();

    /** Whether the batches have changed hands, or have to, since {@link #takeUp}. */
    boolean isOutdated();

    /**
     * A batch as a node has left it.
     *
     * @param sheet what was known of it
     * @param lines which lines it has
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Entry(String tag, byte[] sheet, byte[] lines) {}

    /**
     * Takes over the batches if a node that has ended had them.
     *
     * @return those that this node has; null if the job's folder knows
     */
    @Nullable
    List<Entry> takeUp() throws IOException;

    /** Fetches the results of a batch that were kept. */
    void fetch(String tag, Path results) throws IOException;

    /** Keeps which lines a batch has. */
    void lines(String tag, byte[] lines) throws IOException;

    /**
     * Keeps what is known of a batch.
     *
     * @throws IOException if it cannot be kept, or another node has the batches by now
     */
    void sheet(String tag, byte[] sheet) throws IOException;

    /** Keeps the results of a batch. */
    void results(String tag, Path file) throws IOException;

    /** Forgets a batch. */
    void forget(String tag) throws IOException;
}
