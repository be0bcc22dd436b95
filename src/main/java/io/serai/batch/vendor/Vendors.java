package io.serai.batch.vendor;

import io.serai.dialect.BatchWire;
import io.serai.dialect.BatchWire.Ask;
import io.serai.dialect.Bounds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reaches vendors for batches of their own. */
public interface Vendors {
    /**
     * The account of a provider as the routes have it now; null if it is off, or speaks no dialect with batches.
     *
     * @param key the name by which the key is known; if it is gone, the provider's first key is shown
     */
    @Nullable
    Account account(String provider, String key);

    /** Whether the routes can be asked for accounts. */
    boolean isReady();

    /** An account at a vendor. */
    interface Account {
        BatchWire wire();

        /**
         * Sends what a wire format says.
         *
         * @param requests the body, if the wire format gives none; null if there is none at all
         */
        Reply send(Ask ask, @Nullable Path requests) throws IOException, InterruptedException;

        /** Uploads requests as a file. */
        Reply upload(Path requests) throws IOException, InterruptedException;
    }

    /** What a vendor has answered; to be closed. */
    record Reply(int status, InputStream body) implements AutoCloseable {
        /** Whether it has done what it was asked for. */
        boolean isWell() {
            return status / 100 == 2;
        }

        /** Whether asking the same again cannot help. */
        boolean refuses() {
            return status / 100 == 4 && status != 408 && status != 409 && status != 425 && status != 429;
        }

        byte[] bytes() throws IOException {
            return body.readNBytes((int) Bounds.answer());
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
