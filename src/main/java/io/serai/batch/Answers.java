package io.serai.batch;

import java.io.IOException;
import java.util.List;

/** The kept results of one job. */
interface Answers extends AutoCloseable {
    /** Keeps results; they are durable when it returns. One that is kept again changes nothing. */
    void keep(List<LineResult> results) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /** Reads single results, in the order of their lines. */
    interface Reader extends AutoCloseable {
        byte[] read(LineTable.Row row) throws IOException;

        @Override
        void close() throws IOException;
    }
}
