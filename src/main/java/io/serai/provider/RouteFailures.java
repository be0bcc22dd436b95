package io.serai.provider;

import io.serai.chat.ChatException;
import io.serai.chat.Outcome;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one family of exceptions of whatever goes wrong in a provider's route. */
public final class RouteFailures {
    private static final Logger LOG = LoggerFactory.getLogger(RouteFailures.class);

    private RouteFailures() {}

    /**
     * The first cause that is one of ours, or that the caller knows; else a failure of the route that says nothing of a vendor.
     *
     * @param known gives null for a cause that means nothing to the caller
     */
    public static ChatException translate(
            Exception failure, Target target, Function<Throwable, @Nullable ChatException> known) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            ChatException ours = cause instanceof ChatException one ? one : known.apply(cause);
            if (ours != null) {
                return ours;
            }
        }
        LOG.warn("The route of provider {} failed: {}", target.provider(), failure.toString());
        return new OutageException(
                Outcome.ERROR, "the route of " + target.provider() + " failed", false, null, failure);
    }
}
