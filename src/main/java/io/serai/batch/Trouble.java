package io.serai.batch;

import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports once that results cannot be kept, and once that they can again. While it lasts no further line is asked. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    private volatile String why = "";

    /** What is wrong; empty if nothing is. */
    String why() {
        return why;
    }

    /** What the reason of a failure says. */
    static String words(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf((cause == null ? failure : cause).getMessage());
    }

    synchronized void tell(String reason) {
        if (why.isEmpty()) {
            LOG.warn("Results of jobs cannot be kept: {}. No further line is asked until they can", reason);
        }
        why = reason;
    }

    synchronized void over() {
        if (!why.isEmpty()) {
            why = "";
            LOG.info("Results of jobs can be kept again; the jobs go on");
        }
    }
}
