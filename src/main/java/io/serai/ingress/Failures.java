package io.serai.ingress;

import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.InternalException;
import io.serai.chat.NoTargetException;
import io.serai.chat.RejectedException;
import org.apache.camel.ValidationException;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The error that clients get for a failure, whichever way their request came in. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** Anything unforeseen is reported only by the id under which the log has it. */
    public static ChatException toTell(Throwable failure, Call call) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatException known) {
                return call.trail().failures().contains(known)
                        ? NoTargetException.of(
                                call.trail().failures(), call.waiting().backAt())
                        : known;
            }
            if (cause instanceof ThrottlerRejectedExecutionException) {
                return new RejectedException(
                        429, "rate_limit_exceeded", "A throttle step of the routes lets no more through now.", null);
            }
            if (cause instanceof ValidationException) {
                return new RejectedException("A validate step of the routes does not let this request through.");
            }
            if (cause instanceof OutOfMemoryError) {
                LOG.error("{} failed: {}", call.id(), cause.toString());
                return new RejectedException(
                        503,
                        "out_of_memory",
                        "Serai has not enough memory for this request beside the others under way."
                                + " Send it again later, or start Serai with a larger -Xmx.",
                        null);
            }
        }
        LOG.error("{} failed", call.id(), failure);
        return new InternalException(call.id());
    }
}
