package io.serai.ingress.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of the log for each change that an operator makes, and each look at what people have asked: who, from where, what, and what came of it. No body is in it. */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("audit");
    private static final int LONGEST = 300;

    private Audit() {}

    /**
     * Writes the line when the answer has gone.
     *
     * @param who the public id of a key, and how it was shown
     * @param then gets the path and the status after that
     */
    static void note(HttpServerRequest request, String who, BiConsumer<String, Integer> then) {
        String name = name(request);
        String what = request.method() + " " + request.path() + (name == null ? "" : " name=" + name);
        request.response().endHandler(end -> {
            int status = request.response().getStatusCode();
            String made = request.response().headers().get("location");
            LOG.info("{} {} {} {}{}", who, from(request), cut(what), status, made == null ? "" : " " + made);
            then.accept(request.path(), status);
        });
    }

    /** Which file is meant. */
    private static @Nullable String name(HttpServerRequest request) {
        try {
            return request.getParam("name");
        } catch (IllegalArgumentException e) {
            // A query that cannot be decoded names none.
            return null;
        }
    }

    /** Notes that someone has signed in or out, or was refused. */
    static void signIn(HttpServerRequest request, String what) {
        LOG.info("{} {}", from(request), what);
    }

    private static String from(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? "nowhere" : String.valueOf(remote.hostAddress());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
