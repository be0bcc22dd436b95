package io.serai.batch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A job and how far it is. Of a job that runs there is one object, which counts; others are copies of what the store has. Times are in milliseconds, 0 for not yet. */
public final class Job {
    private final String id;
    private final JobKind kind;
    private final String node;
    private final Owner owner;
    private final String name;
    private final String origin;
    private final long created;
    private final Map<String, Object> detail = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicReference<Tokens> tokens = new AtomicReference<>(Tokens.NONE);
    private final AtomicLong cost = new AtomicLong();
    private volatile JobState state = JobState.VALIDATING;
    private volatile long begun;
    private volatile long finishing;
    private volatile long cancelling;
    private volatile long ended;
    private volatile long expires;

    Job(String id, JobKind kind, String node, Owner owner, String name, String origin, long created) {
        this.id = id;
        this.kind = kind;
        this.node = node;
        this.owner = owner;
        this.name = name;
        this.origin = origin;
        this.created = created;
    }

    public String id() {
        return id;
    }

    public JobKind kind() {
        return kind;
    }

    /** The data folder that has its files; empty if they are in the store, for all nodes. */
    String node() {
        return node;
    }

    /** Whether all nodes that use the store work on it. */
    boolean isShared() {
        return node.isEmpty();
    }

    /** Takes over what another object says about the same job, but not why it does not go on here. */
    void refresh(Job other) {
        sums(other);
        total(other.total());
        times(other.begun(), other.finishing(), other.cancelling(), other.ended(), other.expires());
        other.detail().forEach((name, value) -> {
            if (!name.equals(Facts.REASON)) {
                fact(name, value);
            }
        });
        stored(other.state());
    }

    /** Takes over the sums alone. */
    void sums(Job other) {
        counts(other.done(), other.failed(), other.repeated(), other.tokens(), other.cost());
    }

    public Owner owner() {
        return owner;
    }

    /** What people call it. */
    public String name() {
        return name;
    }

    /** The identity of its source, so that the same file is not taken in twice; empty for none. */
    String origin() {
        return origin;
    }

    public long created() {
        return created;
    }

    public JobState state() {
        return state;
    }

    void state(JobState next, long now) {
        state = next;
        switch (next) {
            case IN_PROGRESS -> begun = begun == 0 ? now : begun;
            case FINALIZING -> finishing = now;
            case CANCELLING -> cancelling = now;
            case COMPLETED, FAILED, CANCELLED, EXPIRED -> ended = now;
            default -> {}
        }
    }

    /** The state alone, as the store has it. */
    void stored(JobState was) {
        state = was;
    }

    void times(long began, long finished, long cancelled, long end, long until) {
        begun = began;
        finishing = finished;
        cancelling = cancelled;
        ended = end;
        expires = until;
    }

    public long begun() {
        return begun;
    }

    public long finishing() {
        return finishing;
    }

    public long cancelling() {
        return cancelling;
    }

    public long ended() {
        return ended;
    }

    public long expires() {
        return expires;
    }

    /** It has not ended after all. */
    void again() {
        ended = 0;
        finishing = 0;
        cancelling = 0;
        expires = 0;
    }

    /** How many lines it has; 0 while nobody has counted them. */
    public long total() {
        return total.get();
    }

    void total(long lines) {
        total.set(lines);
    }

    /** How many lines are answered. */
    public long done() {
        return done.get();
    }

    /** How many lines have failed for good. */
    public long failed() {
        return failed.get();
    }

    /** How many lines were in flight when Serai was killed, and may have been asked twice. */
    public long repeated() {
        return repeated.get();
    }

    void repeats(long lines) {
        repeated.addAndGet(lines);
    }

    public Tokens tokens() {
        return Objects.requireNonNull(tokens.get());
    }

    /** In nano-dollars. */
    public long cost() {
        return cost.get();
    }

    void counts(long doneLines, long failedLines, long repeatedLines, Tokens spent, long nanos) {
        done.set(doneLines);
        failed.set(failedLines);
        repeated.set(repeatedLines);
        tokens.set(spent);
        cost.set(nanos);
    }

    /** Counts a line that has a result. */
    void count(LineResult result) {
        (result.answered() ? done : failed).incrementAndGet();
        tokens.accumulateAndGet(result.tokens(), Tokens::plus);
        cost.addAndGet(result.cost());
    }

    /** Further facts, by the names of {@link Facts}. */
    Map<String, Object> detail() {
        return detail;
    }

    public String text(String fact) {
        return detail.get(fact) instanceof String text ? text : "";
    }

    /** A fact as it is; null if there is none. */
    public @Nullable Object fact(String name) {
        return detail.get(name);
    }

    long number(String fact) {
        return detail.get(fact) instanceof Number number ? number.longValue() : 0;
    }

    void fact(String name, Object value) {
        detail.put(name, value);
    }

    Defaults defaults() {
        return detail.get(Facts.DEFAULTS) instanceof Map<?, ?> map ? Defaults.of(map) : Defaults.NONE;
    }

    boolean isCsv() {
        return text(Facts.FORMAT).equals("csv");
    }

    String endpoint() {
        return text(Facts.ENDPOINT);
    }

    /** Further facts in their order, to be written. */
    Map<String, Object> facts() {
        return new LinkedHashMap<>(detail);
    }
}
