package io.serai.ingress.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of the log for each change that an operator makes, and each look at what people have asked: who, from where, what, and what came of it. No body is in it. */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("audit");
    private static final int LONGEST = 300;
    private static final List<String> MEANT = List.of("name", "key", "client", "task", "model", "id", "code");
    private static final Pattern PLAIN = Pattern.compile("[\\w.:@*/ -]{1,100}");

    private Audit() {}

    /**
     * Writes the line when the answer has gone.
     *
     * @param who the public id of a key, and how it was shown
     * @param isKey whether a text lets somebody in, and is not written
     * @param then gets the path and the status after that
     */
    static void note(HttpServerRequest request, String who, Predicate<String> isKey, BiConsumer<String, Integer> then) {
        String what = request.method() + " " + request.path() + meant(request, isKey);
        request.response().endHandler(end -> {
            int status = request.response().getStatusCode();
            String made = request.response().headers().get("location");
            LOG.info("{} {} {} {}{}", who, from(request), cut(what), status, made == null ? "" : " " + made);
            then.accept(request.path(), status);
        });
    }

    /** What the query says of what is meant: a file, or whose answers and prompts. What is no plain name may be a secret, and is left out. */
    private static String meant(HttpServerRequest request, Predicate<String> isKey) {
        StringBuilder meant = new StringBuilder();
        try {
            for (String name : MEANT) {
                String value = request.getParam(name);
                if (value != null) {
                    boolean plain = PLAIN.matcher(value).matches() && !value.startsWith("sk-") && !isKey.test(value);
                    meant.append(' ').append(name).append('=').append(plain ? value : "?");
                }
            }
        } catch (IllegalArgumentException e) {
            // A query that cannot be decoded means nothing.
            return "";
        }
        return meant.toString();
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
