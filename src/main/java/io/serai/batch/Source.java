package io.serai.batch;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a job's file, one after the other. */
interface Source extends Closeable {
    /** The next line that is not blank; null at the end. */
    @Nullable
    RawLine next() throws IOException;
}
