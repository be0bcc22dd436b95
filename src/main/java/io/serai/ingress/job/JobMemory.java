package io.serai.ingress.job;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The memory that the files under way share, in bytes of the files. One that finds no room stays where it is and is looked at again; alone
 * each finds room.
 */
final class JobMemory {
    /** A file becomes about four times its bytes: its bytes, its text, its request, and what is sent to the vendor. */
    private static final int PART_OF_HEAP = 16;

    private final long most;
    private long held;

    JobMemory() {
        this(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    JobMemory(long most) {
        this.most = most;
    }

    /** Gives the room of a file back when its exchange is done with. */
    void giveBackAfter(Exchange exchange, long bytes) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                giveBack(bytes);
            }
        });
    }

    /** Takes room for a file; false if there is none. */
    synchronized boolean take(long bytes) {
        if (held > 0 && held + bytes > most) {
            return false;
        }
        held += bytes;
        return true;
    }

    synchronized void giveBack(long bytes) {
        held -= bytes;
    }
}
