package io.serai.page;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells everybody who has the page open what has changed, as server-sent events. All viewers share one look at each thing, twice a second;
 * of what changes more often only the last state is sent. Who does not read loses what came meanwhile, and holds nobody up. While nobody
 * looks, nothing is done.
 */
public final class LiveEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveEvents.class);
    private static final long LOOK_MILLIS = 500;

    /** How many looks without an event there are before a comment keeps the connection open. */
    private static final int QUIET_LOOKS = 30;

    private static final int MOST_VIEWERS = 200;

    /** What may wait for a viewer to read it, beyond which it gets nothing. */
    private static final int MOST_WAITING = 256 << 10;

    /** A state as large as this is looked at in every look, a larger one less often. */
    private static final int SMALL = 32 << 10;

    private final Vertx vertx;
    private final List<Topic> topics = new CopyOnWriteArrayList<>();
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private long timer = -1;
    private boolean closed;

    public LiveEvents(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Something that viewers follow. One thread at a time looks at it. */
    private static final class Topic {
        private final String name;
        private final Supplier<byte[]> state;
        private final boolean whole;
        private String last = "";
        private int pause;

        Topic(String name, Supplier<byte[]> state, boolean whole) {
            this.name = name;
            this.state = state;
            this.whole = whole;
        }

        /** The event if there is one; empty if nothing has changed. */
        String event() {
            if (pause > 0) {
                pause--;
                return "";
            }
            String now = new String(state.get(), StandardCharsets.UTF_8);
            pause = Math.min(now.length() / SMALL, 20);
            if (now.isEmpty() || now.equals(last)) {
                return "";
            }
            last = whole ? now : "";
            return text(now);
        }

        /** What a new viewer gets. */
        String first() {
            return last.isEmpty() ? "" : text(last);
        }

        private String text(String data) {
            return "event: " + name + "\ndata: " + data + "\n\n";
        }
    }

    private static final class Viewer {
        private final HttpServerResponse response;
        private final BooleanSupplier stays;
        private int quiet;

        Viewer(HttpServerResponse response, BooleanSupplier stays) {
            this.response = response;
            this.stays = stays;
        }

        void send(String events) {
            quiet = events.isEmpty() ? quiet + 1 : 0;
            String text = quiet >= QUIET_LOOKS ? ": here\n\n" : events;
            if (text.startsWith(":")) {
                quiet = 0;
            }
            if (!text.isEmpty() && !response.ended() && !response.closed() && !response.writeQueueFull()) {
                var unused = response.write(text);
            }
        }

        void end() {
            if (!response.ended() && !response.closed()) {
                var unused = response.end("event: end\ndata: {}\n\n");
            }
        }
    }

    /** Reports a state: on each change, and to each new viewer. */
    public void state(String name, Supplier<byte[]> state) {
        topics.add(new Topic(name, state, true));
    }

    /** Tells of what happens: whenever there is something, to those who are there. */
    public void news(String name, Supplier<byte[]> news) {
        topics.add(new Topic(name, news, false));
    }

    /** How many look. */
    public int viewers() {
        return viewers.size();
    }

    /**
     * Answers a request with events until its client leaves.
     *
     * @param stays whether the client may see them still; asked before each look
     */
    public void add(HttpServerRequest request, BooleanSupplier stays) {
        HttpServerResponse response = request.response();
        response.putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("x-accel-buffering", "no")
                .setChunked(true);
        if (viewers.size() >= MOST_VIEWERS) {
            var unused = response.setStatusCode(503).end("event: end\ndata: {}\n\n");
            return;
        }
        response.setWriteQueueMaxSize(MOST_WAITING);
        Viewer viewer = new Viewer(response, stays);
        response.closeHandler(gone -> leave(viewer));
        StringBuilder first = new StringBuilder("retry: 2000\n\n");
        topics.forEach(topic -> first.append(topic.first()));
        var unused = response.write(first.toString());
        viewers.add(viewer);
        begin();
    }

    private synchronized void begin() {
        if (timer < 0 && !closed) {
            timer = vertx.setPeriodic(1, LOOK_MILLIS, due -> {
                if (looking.compareAndSet(false, true)) {
                    Thread.ofVirtual().name("events").start(this::look);
                }
            });
        }
    }

    private synchronized void leave(Viewer viewer) {
        viewers.remove(viewer);
        if (viewers.isEmpty() && timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void look() {
        try {
            StringBuilder events = new StringBuilder();
            for (Topic topic : topics) {
                try {
                    events.append(topic.event());
                } catch (RuntimeException e) {
                    LOG.warn("The page gets no events of {}: {}", topic.name, e.toString());
                }
            }
            String text = events.toString();
            for (Viewer viewer : viewers) {
                if (viewer.stays.getAsBoolean()) {
                    viewer.send(text);
                } else {
                    viewer.end();
                    leave(viewer);
                }
            }
        } finally {
            looking.set(false);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        viewers.forEach(viewer -> {
            viewer.end();
            leave(viewer);
        });
    }
}
