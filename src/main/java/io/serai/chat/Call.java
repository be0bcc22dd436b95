package io.serai.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through Serai: who asks and how, and whether anybody still waits for the answer. What was tried is its
 * {@link #trail}, how it stands in line its {@link #waiting}, and what others learn of it its {@link #report}.
 */
public final class Call {
    /** The exchange property that carries it. */
    public static final String PROPERTY = "serai.call";

    /** The exchange property with the id of the exchange whose answer is waited for; its copies by a wireTap or the like have it, too. */
    public static final String AWAITED = "serai.awaited";

    private final String id;
    private final ClientWishes wishes;
    private final Map<String, String> images = new ConcurrentHashMap<>(0);
    private final long startedNanos = System.nanoTime();
    private final CallReport report = new CallReport(this);
    private final Trail trail;
    private final Waiting waiting;
    private volatile @Nullable ChatSink sink;
    private volatile Caller caller = Caller.NONE;
    private volatile Clearance clearance = Clearance.FREE;
    private volatile @Nullable Request request;
    private volatile int size;
    private volatile String task = "";
    private volatile String cache = "bypass";
    private volatile Duration age = Duration.ZERO;
    private volatile String degraded = "";
    private volatile String dropped = "";
    private volatile String adjusted = "";
    private volatile BooleanSupplier others = () -> false;
    private final List<Call> branches = new ArrayList<>(0);
    private volatile @Nullable BatchPlace batchPlace;
    private @Nullable ChatException givenUp;
    private @Nullable Runnable abort;

    public Call(String id, ClientWishes wishes) {
        this(id, wishes, null);
    }

    private Call(String id, ClientWishes wishes, @Nullable Call whole) {
        this.id = id;
        this.wishes = wishes;
        this.trail = new Trail(this, whole == null ? null : whole.trail);
        this.waiting = new Waiting(report, whole == null ? null : whole.waiting);
    }

    /**
     * A part of it, for a step that asks several targets at once, such as a multicast. It has no sink, for who answers is not known before
     * all have; what was tried, and why it failed, is also the whole's, and it stops with the whole.
     */
    public Call branch() {
        Call branch = new Call(id, wishes, this);
        branch.caller = caller;
        branch.clearance = clearance;
        branch.task = task;
        branch.request = request;
        branch.size = size;
        synchronized (this) {
            branches.add(branch);
            if (givenUp != null) {
                branch.giveUp(givenUp);
            }
        }
        return branch;
    }

    /** One that asks the same while nobody waits for its answer. It leaves no trace in this call. */
    public Call aside() {
        Call aside = new Call(id, wishes);
        aside.caller = caller;
        return aside;
    }

    /** A call with an id of its own. */
    public static Call of(ClientWishes wishes) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String digits = Long.toHexString(random.nextLong() | Long.MIN_VALUE)
                + Long.toHexString(random.nextLong() | Long.MIN_VALUE);
        return new Call("req-" + digits, wishes);
    }

    public String id() {
        return id;
    }

    public ClientWishes wishes() {
        return wishes;
    }

    /** Who asks; {@link Caller#NONE} if nobody is known. */
    public Caller caller() {
        return caller;
    }

    public void caller(Caller who) {
        caller = who;
    }

    /** What lets it ask models. */
    public Clearance clearance() {
        return clearance;
    }

    /** Sets what lets it ask models; before anybody has asked that. */
    public void clearance(Clearance what) {
        clearance = what;
    }

    /** What was tried for it. */
    public Trail trail() {
        return trail;
    }

    /** How it stands in line. */
    public Waiting waiting() {
        return waiting;
    }

    /** What there is to tell of it. */
    public CallReport report() {
        return report;
    }

    /** Images that were fetched for it, as {@code data:} URLs by their addresses. */
    public Map<String, String> images() {
        return images;
    }

    public long startedNanos() {
        return startedNanos;
    }

    /** The bytes of the request as it came; 0 if nobody has counted them. */
    public int size() {
        return size;
    }

    public void size(int bytes) {
        size = bytes;
    }

    /** What is asked for, as the targets get it; null before that is known. */
    public @Nullable Request request() {
        return request;
    }

    public void request(Request canonical) {
        request = canonical;
    }

    /** Where pieces go while they come; null if the caller wants the whole. */
    public @Nullable ChatSink sink() {
        return sink;
    }

    /** Whether the client has got a part of an answer, so that no other can be given. */
    public boolean hasBegun() {
        ChatSink reply = sink;
        return reply != null && reply.started();
    }

    public void streamTo(ChatSink where) {
        sink = where;
    }

    /** The kind of request that was recognised; empty before that. */
    public String task() {
        return task;
    }

    public void task(String name) {
        task = name;
    }

    /** Fields of the request that the target which was asked last does not know; empty if there are none. */
    public String dropped() {
        return dropped;
    }

    /** Values of the request that it got changed; empty if there are none. */
    public String adjusted() {
        return adjusted;
    }

    /** Says what the request lost and changed on its way to the target that is being asked. */
    public void translated(Collection<String> droppedFields, Collection<String> adjustedValues) {
        dropped = String.join(", ", droppedFields);
        adjusted = String.join(", ", adjustedValues);
    }

    /** What answered in place of the pool that should have; empty if that did. */
    public String degraded() {
        return degraded;
    }

    /** Says that something else answers in place of a pool. */
    public void degraded(String what) {
        degraded = what;
    }

    /** How long ago the answer from the cache was given first; zero if it is not from there. */
    public Duration age() {
        return age;
    }

    public void age(Duration time) {
        age = time;
    }

    /** Where its request can wait for a batch of a vendor's own; null for all that are no lines of jobs. */
    public @Nullable BatchPlace batchPlace() {
        return batchPlace;
    }

    public void batchPlace(@Nullable BatchPlace place) {
        batchPlace = place;
    }

    /** What the cache did: {@code hit}, {@code similar}, {@code shared}, {@code stale}, {@code miss} or {@code bypass}. */
    public String cache() {
        return cache;
    }

    public void cache(String state) {
        cache = state;
    }

    /** Whether its answer was given before, so that it has an age. */
    public boolean isAnsweredBefore() {
        return cache.equals("hit") || cache.equals("similar") || cache.equals("stale");
    }

    /** Whether its answer was kept, or is another call's, so that no vendor has written one for it. */
    public boolean isFromCache() {
        return switch (cache) {
            case "miss", "bypass" -> false;
            default -> true;
        };
    }

    /** Says what one of several has answered, who was not the only one asked. */
    synchronized void answeredBy(Call branch) {
        trail.answeredBy(branch.trail.target());
        dropped = branch.dropped;
        adjusted = branch.adjusted;
        report.joins(branch.report);
    }

    /** Says that its client has left. That stops what is under way, unless {@link #others others} wait for the same answer. */
    public void leave() {
        if (!others.getAsBoolean()) {
            giveUp(new ClientGoneException());
        }
    }

    /** @param wait reports whether others wait for the same answer, for whom it goes on; called once its client has left */
    public void others(BooleanSupplier wait) {
        others = wait;
    }

    /**
     * Stops what is under way.
     *
     * @param why it ends without an answer; the first reason stays
     */
    public void giveUp(ChatException why) {
        Runnable action;
        List<Call> parts;
        synchronized (this) {
            givenUp = givenUp == null ? why : givenUp;
            action = abort;
            parts = List.copyOf(branches);
        }
        if (action != null) {
            action.run();
        }
        parts.forEach(part -> part.giveUp(why));
    }

    /** Whether it has been given up, in most cases since nobody waits any more. */
    public synchronized boolean gone() {
        return givenUp != null;
    }

    /** Why it was given up; that its client left, if it was not. */
    public synchronized ChatException whyGone() {
        return givenUp == null ? new ClientGoneException() : givenUp;
    }

    /**
     * Sets what stops the work that is under way, should the call be given up; null when nothing is.
     *
     * @throws ChatException the reason if it has been given up already
     */
    public synchronized void stopWith(@Nullable Runnable action) {
        if (givenUp != null && action != null) {
            throw givenUp;
        }
        abort = action;
    }
}
