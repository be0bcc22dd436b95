package io.serai.provider;

import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.Outcome;
import io.serai.chat.Request;
import io.serai.provider.adapt.ToolNaming;
import io.serai.provider.permit.Passes;
import io.serai.provider.permit.Permits;
import io.serai.provider.refusal.Lesson;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * One call to a vendor while it runs: for whom, with which key, and what stops it. Stopping closes the connection at once, from
 * whatever thread; the thread that reads then gets an {@link IOException}.
 */
final class VendorCall implements AutoCloseable {
    /** The exchange property that carries it. */
    static final String PROPERTY = "serai.attempt";

    private static final ThreadLocal<@Nullable VendorCall> CURRENT = new ThreadLocal<>();

    /** What the attempt waits for. */
    enum Phase {
        FIRST_BYTE,
        NEXT_BYTE,
        /** What may follow an answer that is complete by its protocol, such as the usage. */
        TAIL,
        /** The end of an answer that is complete already. */
        REMAINDER,
        /** The client, or nothing. */
        OTHER
    }

    private static final Duration TAIL = Duration.ofSeconds(1);
    private static final Duration REMAINDER = Duration.ofMillis(250);

    private final Call call;
    private final Provider provider;
    private final String model;
    private final String key;
    private final Watchdog watchdog;
    private final long started = System.nanoTime();
    private volatile Permits permits = Permits.NONE;
    private Passes.@Nullable Pass pass;
    private boolean admitted;
    private boolean goneOut;
    private volatile long endBy;
    private volatile Phase phase = Phase.FIRST_BYTE;
    private volatile long due;
    private volatile @Nullable String expired;
    private volatile @Nullable Cancellable running;
    private @Nullable Runnable whenClosed;
    private @Nullable Request request;
    private ToolNaming naming = ToolNaming.NONE;
    private boolean formatInWords;
    private volatile boolean begun;
    private byte @Nullable [] sent;
    private List<Lesson> lessons = List.of();
    private volatile boolean complete;
    private boolean arrived;
    private long tailEnd;
    private long waitsSince;

    VendorCall(Call call, Provider provider, String model, String key, Watchdog watchdog) {
        this.call = call;
        this.provider = provider;
        this.model = model;
        this.key = key;
        this.watchdog = watchdog;
        this.endBy = started + provider.timeout().toNanos();
        this.due = due(started);
        call.stopWith(this::stop);
        CURRENT.set(this);
        watchdog.watch(this);
    }

    /** The one to which an exchange belongs. */
    static VendorCall of(Exchange exchange) {
        VendorCall attempt = exchange.getProperty(PROPERTY, VendorCall.class);
        if (attempt == null) {
            throw new IllegalStateException(
                    "This step is for the route of a provider, and that for llm:provider/model; call that instead");
        }
        return attempt;
    }

    /** The one that runs on this thread. */
    static @Nullable VendorCall current() {
        return CURRENT.get();
    }

    Call call() {
        return call;
    }

    Provider provider() {
        return provider;
    }

    String model() {
        return model;
    }

    String key() {
        return key;
    }

    /** What it may use; nothing before the quota was asked. */
    Permits permits() {
        return permits;
    }

    void permits(Permits taken) {
        permits = taken;
    }

    /** How it has come through the throttle; null if that has not asked for its number of permits. */
    Passes.@Nullable Pass pass() {
        return pass;
    }

    void pass(Passes.Pass through) {
        pass = through;
    }

    /** Says that the request goes out to the vendor now. */
    void goesOut() {
        goneOut = true;
        permits.sent();
    }

    /** Whether the request has gone out, as far as that is known. */
    boolean hasGoneOut() {
        return goneOut;
    }

    /** Says that nothing is in the way of the call any more. The first time counts. */
    void admit() {
        if (!admitted) {
            admitted = true;
            ProviderState state = provider.state();
            if (call.waiting().insists(state.now(), state.openSince())) {
                state.halfOpen();
            }
            call.waiting().admitted();
        }
    }

    String target() {
        return provider.name() + '/' + model;
    }

    /** The canonical request, before it became the vendor's; null if no step has made that of it. */
    @Nullable
    Request request() {
        return request;
    }

    void request(Request canonical) {
        request = canonical;
    }

    /** Says that it repeats one that was refused, within the same time, and what is to be changed. */
    VendorCall repeating(VendorCall first, List<Lesson> changes) {
        lessons = changes;
        endBy = first.endBy;
        return this;
    }

    /** What the vendor has refused in the call before this one; empty if there was none. */
    List<Lesson> lessons() {
        return lessons;
    }

    /** The payload, until the vendor has accepted it. */
    byte @Nullable [] sent() {
        return sent;
    }

    void sent(byte @Nullable [] payload) {
        sent = payload;
    }

    /** The names of the request's tools that the vendor knows under others. */
    ToolNaming naming() {
        return naming;
    }

    void naming(ToolNaming names) {
        naming = names;
    }

    /** Whether the vendor was asked in words for the form of its answer. */
    boolean isFormatInWords() {
        return formatInWords;
    }

    void formatInWords(boolean inWords) {
        formatInWords = inWords;
    }

    /** Says whether there is a connection to the vendor itself, and not only to a proxy. */
    void arrived(boolean there) {
        arrived = there;
    }

    boolean hasArrived() {
        return arrived;
    }

    /** Why it was stopped for taking too long; null if it was not. */
    @Nullable
    String expired() {
        return expired;
    }

    /** Tells how to stop it; stops at once if that was wanted before. */
    void runs(Cancellable connection) {
        running = connection;
        waitsSince = System.nanoTime();
        if (phase == Phase.FIRST_BYTE) {
            call.trail().asked();
        }
        if (expired != null || call.gone()) {
            connection.cancel();
        }
    }

    /** Since it began. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Says that there is something for the client; the first time counts. */
    void firstPiece() {
        if (!begun) {
            begun = true;
            provider.state().speed().first(model, elapsed());
        }
    }

    /**
     * Says that all of the answer has come, by its protocol. For what may follow there is a moment from the first time on; how the
     * connection ends is of no importance any more.
     */
    void complete() {
        if (!complete) {
            complete = true;
            tailEnd = System.nanoTime() + TAIL.toNanos();
        }
    }

    boolean isComplete() {
        return complete;
    }

    void waitsFor(Phase next) {
        long now = System.nanoTime();
        reportWait(now);
        waitsSince = next == Phase.OTHER ? 0 : now;
        phase = next;
        due = due(now);
    }

    /**
     * Says that something came, though it may be no more than a sign of life: blank lines or comments. Until the answer begins they count,
     * as long as the first byte may take.
     */
    void lives() {
        if (phase == Phase.NEXT_BYTE && !begun) {
            long now = System.nanoTime();
            long left = Math.min(due(now) - now, beginBy() - now);
            due = now + Math.max(due - now, left);
        }
    }

    private long beginBy() {
        return started + provider.firstByteTimeout().toNanos();
    }

    private void reportWait(long now) {
        if (waitsSince != 0) {
            call.report().waited(now - waitsSince);
            waitsSince = 0;
        }
    }

    /** When what it waits for from now on must have come. */
    private long due(long now) {
        long left = endBy - now;
        return now
                + switch (phase) {
                    case FIRST_BYTE ->
                        Math.min(left, provider.firstByteTimeout().toNanos());
                    case NEXT_BYTE -> Math.min(left, provider.idleTimeout().toNanos());
                    case TAIL -> Math.min(left, tailEnd - now);
                    case REMAINDER -> Math.min(left, REMAINDER.toNanos());
                    case OTHER -> left;
                };
    }

    /** Closes the connection, so that nothing more of the answer is read. */
    void stop() {
        Cancellable connection = running;
        if (connection != null) {
            connection.cancel();
        }
    }

    void expireIfDue(long now) {
        if (now - due <= 0 || expired != null) {
            return;
        }
        if (now - endBy > 0) {
            expired = "no complete answer within " + text(provider.timeout());
        } else {
            expired = switch (phase) {
                case FIRST_BYTE -> noAnswer();
                case NEXT_BYTE ->
                    begun || now - beginBy() < 0 ? "nothing more for " + text(provider.idleTimeout()) : noAnswer();
                case TAIL, REMAINDER, OTHER -> "";
            };
        }
        stop();
    }

    private String noAnswer() {
        return "no answer within " + text(provider.firstByteTimeout());
    }

    /** What a failure of the connection means. */
    ChatException outage(Exception cause) {
        if (call.gone()) {
            return call.whyGone();
        }
        String late = expired;
        if (late != null) {
            return new OutageException(Outcome.TIMEOUT, target() + ": " + late, true, null, cause);
        }
        return Outages.of(cause, provider.name(), target());
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    @Override
    public void close() {
        reportWait(System.nanoTime());
        watchdog.forget(this);
        CURRENT.remove();
        call.stopWith(null);
        if (pass != null) {
            pass.close();
        }
        permits.close();
        Runnable last = whenClosed;
        if (last != null) {
            last.run();
        }
    }

    /** Sets what is done when it has ended; once. */
    void whenClosed(Runnable action) {
        whenClosed = action;
    }
}
