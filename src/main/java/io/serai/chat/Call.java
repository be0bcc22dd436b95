package io.serai.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request on its way through Serai: who asks and how, what was tried, and whether anybody still waits for the answer. */
public class Call {
    /** The exchange property that carries it. */
    public static final String PROPERTY = "serai.call";

    /** The exchange property with the id of the exchange whose answer is waited for; its copies by a wireTap or the like have it, too. */
    public static final String AWAITED = "serai.awaited";

    private final String id;
    private final ClientWishes wishes;
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<ChatException> failures = new CopyOnWriteArrayList<>();
    private final Map<String, String> images = new ConcurrentHashMap<>(0);
    private final long startedNanos = System.nanoTime();
    private final CallReport report = new CallReport(this);
    private volatile @Nullable ChatSink sink;
    private volatile Caller caller = Caller.NONE;
    private volatile Clearance clearance = Clearance.FREE;
    private volatile String task = "";
    private volatile String target = "";
    private volatile String considered = "";
    private volatile String cache = "bypass";
    private volatile Duration age = Duration.ZERO;
    private volatile BooleanSupplier others = () -> false;
    private volatile boolean inLine;
    private volatile boolean yields;
    private volatile String degraded = "";
    private volatile String dropped = "";
    private volatile String adjusted = "";
    private volatile long begunNanos;
    private volatile Runnable whenAdmitted = () -> {};
    private volatile Object request = "";
    private volatile Duration waited = Duration.ZERO;
    private volatile @Nullable Instant backAt;
    private volatile int waiting;
    private volatile Instant waitsUntil = Instant.MIN;
    private volatile boolean repeated;
    private volatile Instant insistsUntil = Instant.MIN;
    private volatile Instant restingSince = Instant.MIN;
    private volatile int tooLongFor;
    private volatile int size;
    private final List<Call> branches = new ArrayList<>(0);
    private @Nullable ChatException givenUp;
    private @Nullable Runnable abort;

    public Call(String id, ClientWishes wishes) {
        this.id = id;
        this.wishes = wishes;
    }

    /** One that is asked by a step that asks several at once. What becomes of it is told of this call; no piece of its answer goes out. */
    public final Call branch() {
        return new Branch(this);
    }

    /** One that asks the same while nobody waits for its answer. Nothing of it is told of this call. */
    public final Call aside() {
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

    /** Images that were fetched for it, as {@code data:} URLs by their addresses. */
    public Map<String, String> images() {
        return images;
    }

    public long startedNanos() {
        return startedNanos;
    }

    /** The bytes of the request as it came; 0 if nobody has counted them. */
    public final int size() {
        return size;
    }

    public final void size(int bytes) {
        size = bytes;
    }

    /** What there is to tell of it. */
    public CallReport report() {
        return report;
    }

    /** Where pieces go while they come; null if the caller wants the whole. */
    public @Nullable ChatSink sink() {
        return sink;
    }

    public void streamTo(ChatSink where) {
        sink = where;
    }

    /** Sets what is told when a target was found that can be asked; for those who let others wait until then. */
    public void whenAdmitted(Runnable action) {
        whenAdmitted = action;
    }

    /** Says that a target can be asked, and will be. */
    public void admitted() {
        whenAdmitted.run();
    }

    /** Says that a target is considered: it may turn out that it cannot be asked. */
    public void begin(String name) {
        considered = name;
        begunNanos = System.nanoTime();
    }

    /** Says that the target is being called. */
    public void asked() {
        target = considered;
        report.asked();
    }

    /** Says that the target has answered. */
    public void answered() {
        end(Outcome.ANSWERED, 200);
    }

    /**
     * Says how the target that was considered last has done.
     *
     * @param status the vendor's HTTP status; of importance for {@link Outcome#STATUS} alone
     */
    public void end(Outcome outcome, int status) {
        boolean asked = report.takeAsked();
        long nanos = System.nanoTime() - begunNanos;
        // A route of the user's own has answered in a vendor's place.
        boolean elsewhere = !asked && outcome == Outcome.ANSWERED;
        if (elsewhere) {
            report.waited(nanos);
            target = considered;
        }
        if (outcome != Outcome.OFF && !(repeated && outcome.passedOver())) {
            Usage usage = outcome == Outcome.ANSWERED ? report.usage() : null;
            tried(new Attempt(considered, outcome, status, nanos, asked || elsewhere, usage));
        }
        begunNanos = 0;
    }

    /** Whether a target is being asked: one was begun and has not ended. */
    public boolean asks() {
        return begunNanos != 0;
    }

    /** Keeps a try that has ended. */
    void tried(Attempt attempt) {
        attempts.add(attempt);
    }

    /** What is asked for, as the targets get it. */
    public Object request() {
        return request;
    }

    public void request(Object canonical) {
        request = canonical;
    }

    /** Says that all targets are considered once more: what has been found out so far counts no longer. */
    public void again() {
        failures.clear();
        repeated = true;
    }

    /**
     * Says that also targets are asked that rest since they failed, because there are no others.
     *
     * @param until to be asked no later than this
     * @param since those that have failed no later than this
     */
    public void insist(Instant until, Instant since) {
        insistsUntil = until;
        restingSince = since;
    }

    /** Whether a target is asked although it rests since it failed at some time. */
    public boolean insists(Instant now, Instant since) {
        return now.isBefore(insistsUntil) && !since.isAfter(restingSince);
    }

    /** The longest context, in tokens, for which the request was too long; 0 if for none. */
    public int tooLongFor() {
        return tooLongFor;
    }

    public void tooLongFor(int tokens) {
        tooLongFor = Math.max(tooLongFor, tokens);
    }

    /**
     * Says that it may wait.
     *
     * @param number how many wait with it for the same, itself included
     * @param until when it gives up
     */
    public void mayWait(int number, Instant until) {
        waiting = number;
        waitsUntil = until;
    }

    /** How many wait with it for the same, itself included; 0 if it may not wait. */
    public int waiting() {
        return waiting;
    }

    /** When it gives up waiting. */
    public Instant waitsUntil() {
        return waitsUntil;
    }

    /** How long it has waited for a quota. */
    public Duration waited() {
        return waited;
    }

    public void waited(Duration time) {
        waited = waited.plus(time);
        report.waited(time.toNanos());
    }

    /** When a target can answer it, by what those before it leave; null if its failures tell. */
    public @Nullable Instant backAt() {
        return backAt;
    }

    public void backAt(Instant moment) {
        backAt = moment;
    }

    /** Remembers why a target gave no answer, for the case that none does. */
    public void failed(ChatException why) {
        failures.add(why);
    }

    /** Why the targets that were considered gave no answer, in order. */
    public List<ChatException> failures() {
        return failures;
    }

    /**
     * What was tried, in order, as text: {@code groq/llama-3.3-70b 429 12ms, mistral/small 200 340ms}. A target that is answering
     * counts as a success up to now; one that has said nothing yet is left out.
     */
    public String trail() {
        StringBuilder trail = new StringBuilder();
        for (Attempt attempt : attempts) {
            trail.append(trail.isEmpty() ? "" : ", ").append(attempt);
        }
        ChatSink reply = sink;
        if (begunNanos != 0 && reply != null && reply.started()) {
            trail.append(trail.isEmpty() ? "" : ", ")
                    .append(new Attempt(considered, Outcome.ANSWERED, 200, System.nanoTime() - begunNanos, true));
        }
        return trail.toString();
    }

    /** The tries that have ended, in order. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** The kind of request that was recognised; empty before that. */
    public String task() {
        return task;
    }

    public void task(String name) {
        task = name;
    }

    /**
     * The target that was called last, or whose answer the cache has kept; empty before one was. One that could not be asked is none.
     */
    public String target() {
        ChatSink reply = sink;
        return begunNanos != 0 && reply != null && reply.started() ? considered : target;
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

    /** Says whose answer it is that was not asked for now. */
    public void answeredBy(String name) {
        target = name;
    }

    /** How long ago the answer from the cache was given first; zero if it is not from there. */
    public Duration age() {
        return age;
    }

    public void age(Duration time) {
        age = time;
    }

    /** Whether it waits in a line for a quota now. */
    public boolean inLine() {
        return inLine;
    }

    public void inLine(boolean waits) {
        inLine = waits;
    }

    /** Whether it lets others have what there is first, since nobody waits for its answer. */
    public boolean yields() {
        return yields;
    }

    public void yields(boolean toOthers) {
        yields = toOthers;
    }

    /** What the cache did: {@code hit}, {@code similar}, {@code shared}, {@code stale}, {@code miss} or {@code bypass}. */
    public String cache() {
        return cache;
    }

    /** Whether its answer was given before, so that it has an age. */
    public boolean isAnsweredBefore() {
        return cache.equals("hit") || cache.equals("similar") || cache.equals("stale");
    }

    public void cache(String state) {
        cache = state;
    }

    /** Whether its answer was kept, or is another call's, so that no vendor has written one for it. */
    public boolean isFromCache() {
        return switch (cache) {
            case "miss", "bypass" -> false;
            default -> true;
        };
    }

    /** Says what one of several has answered, who was not the only one asked. */
    final synchronized void answeredBy(Call branch) {
        target = branch.target;
        dropped = branch.dropped;
        adjusted = branch.adjusted;
        report.joins(branch.report);
    }

    /** Stops a part with the whole. */
    final synchronized void add(Branch branch) {
        branches.add(branch);
        if (givenUp != null) {
            branch.giveUp(givenUp);
        }
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
