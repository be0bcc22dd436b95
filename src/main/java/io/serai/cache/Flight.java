package io.serai.cache;

import io.serai.chat.BrokenStreamException;
import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.ChatResponse;
import io.serai.chat.ChatSink;
import io.serai.chat.ClientGoneException;
import io.serai.chat.Failure;
import io.serai.chat.NoTargetException;
import io.serai.chat.WithdrawnException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Identical requests under way, of which one, the leader, is answered by the targets; the others, its twins, wait for it and share its
 * answer. If the leader fails, one twin that has got nothing yet becomes the leader, unless the failure would be the same for all.
 */
final class Flight {
    /** So many leaders may meet an outage; then it is one for all who wait. */
    private static final int MOST_OUTAGES = 3;

    /** How often a twin whose patience is over looks whether the leader waits for a quota, and one for whom nobody waits whether it is wanted. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final String asked;
    private final Consumer<Flight> closing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private @Nullable Call leader;
    private boolean leaderLeft;
    private boolean closed;
    private @Nullable Relay relay;
    private boolean mixed;
    private int twins;
    private int outages;
    private int round;
    private Pieces pieces = new Pieces();
    private @Nullable Kept answer;
    private @Nullable Exception failure;

    /**
     * @param asked a digest of what is asked
     * @param closing lets the next of the kind begin a flight of its own
     */
    Flight(Call leader, String asked, Consumer<Flight> closing) {
        this.leader = leader;
        this.asked = asked;
        this.closing = closing;
    }

    String asked() {
        return asked;
    }

    int twins() {
        lock.lock();
        try {
            return twins;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody can join it any more. */
    boolean isOver() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this call leads it. */
    boolean isLedBy(Call call) {
        lock.lock();
        try {
            return leader == call;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the leader's pieces go to the twins too, and its work go on for them. */
    void lead(Call call) {
        ChatSink own = call.sink();
        lock.lock();
        try {
            relay = own == null ? null : new Relay(call, own, pieces);
            if (relay != null) {
                call.streamTo(relay);
            }
            hurry();
        } finally {
            lock.unlock();
        }
        call.others(() -> goesOn(call));
    }

    /** Joins it; false if it is over. */
    boolean join(Call twin) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            twins++;
            mixed |= leader != null
                    && !leader.caller().key().equals(twin.caller().key());
            hurry();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the leader go on at the pace of its vendor as long as others wait, though its own client reads slowly. */
    private void hurry() {
        if (relay != null) {
            relay.hurry(twins > 0);
        }
    }

    /**
     * Waits for the leader's answer, and passes on its pieces as they come, after {@link #join}.
     *
     * @return the answer; null if the twin has to ask itself, as the new leader or, since its patience is over, alone
     * @throws RuntimeException the leader's failure if it is for all, or the twin has got a part of the answer; or that its client has left
     */
    @Nullable
    Kept await(Call call, InstantSource clock) throws InterruptedException {
        Instant began = clock.instant();
        Instant until = began.plus(call.wishes().patience());
        try {
            call.stopWith(this::wake);
            call.waiting().behindTwin(true);
            return new Twin(call, clock, until).await();
        } finally {
            call.waiting().behindTwin(false);
            call.stopWith(null);
            leave();
            Duration waited = Duration.between(began, clock.instant());
            if (!waited.isNegative()) {
                call.report().waited(waited.toNanos());
            }
        }
    }

    /** Ends it with an answer. */
    void answered(Call by, Kept whole) {
        end(by, () -> {
            answer = whole;
            closed = true;
        });
    }

    /** Says that the leader has got no answer. */
    void failed(Call by, @Nullable Exception why) {
        ChatException known = known(why);
        end(by, () -> {
            outages++;
            if (twins == 0 || (known != null && isForAll(known)) || (known == null && outages >= MOST_OUTAGES)) {
                failure = known == null ? why : told(known, by);
                closed = true;
            } else {
                round++;
                pieces = new Pieces();
            }
        });
    }

    private void end(Call by, Runnable how) {
        boolean over;
        lock.lock();
        try {
            if (leader != by) {
                return;
            }
            how.run();
            if (relay != null) {
                relay.hurry(false);
                relay = null;
            }
            leader = null;
            leaderLeft = false;
            over = closed;
            came.signalAll();
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        by.others(() -> false);
        if (by.sink() instanceof Relay relay) {
            by.streamTo(relay.own);
        }
        if (over) {
            closing.accept(this);
        }
    }

    private boolean isForAll(ChatException why) {
        Failure kind = why.failure();
        boolean ofItsClient = kind == Failure.NOT_ALLOWED || kind == Failure.SPENT;
        if (why instanceof ClientGoneException || (ofItsClient && mixed)) {
            return false;
        }
        boolean passesByItself = kind == Failure.LIMIT || kind == Failure.RESTING;
        boolean ofTheRequest = why.lasting() && kind != Failure.KEY_REFUSED && kind != Failure.NO_BALANCE;
        return ofTheRequest || (outages >= MOST_OUTAGES && !passesByItself);
    }

    private static @Nullable ChatException known(@Nullable Exception why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatException chat) {
                return chat;
            }
        }
        return null;
    }

    /** The answer to the leader's client. */
    private static ChatException told(ChatException why, Call by) {
        return by.trail().failures().contains(why)
                ? NoTargetException.of(by.trail().failures(), by.waiting().backAt())
                : why;
    }

    /** Whether it goes on although the leader's client has left. */
    private boolean goesOn(Call call) {
        boolean alone;
        lock.lock();
        try {
            if (leader != call) {
                return false;
            }
            leaderLeft = true;
            alone = twins == 0;
            closed = closed || alone;
        } finally {
            lock.unlock();
        }
        if (alone) {
            closing.accept(this);
        }
        return !alone;
    }

    private void leave() {
        Call stopped = null;
        boolean over;
        lock.lock();
        try {
            twins--;
            hurry();
            if (twins == 0 && (leader == null || leaderLeft)) {
                stopped = leader;
                closed = true;
            }
            over = closed;
        } finally {
            lock.unlock();
        }
        if (over) {
            closing.accept(this);
        }
        if (stopped != null) {
            stopped.giveUp(new ClientGoneException());
        }
    }

    private void wake() {
        lock.lock();
        try {
            came.signalAll();
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(ChatResponse piece) {
        lock.lock();
        try {
            pieces.add(piece);
            if (twins > 0) {
                came.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One that waits. */
    private final class Twin {
        private final Call call;
        private final InstantSource clock;
        private final Instant until;
        private final @Nullable ChatSink sink;
        private int since;
        private long place;

        Twin(Call call, InstantSource clock, Instant until) {
            this.call = call;
            this.clock = clock;
            this.until = until;
            this.sink = call.sink();
        }

        @Nullable
        Kept await() throws InterruptedException {
            while (true) {
                List<ChatResponse> next = List.of();
                lock.lock();
                try {
                    if (call.gone()) {
                        throw call.whyGone();
                    }
                    if (!call.waiting().wanted()) {
                        throw new WithdrawnException();
                    }
                    refuseIfBroken();
                    next = unread();
                    if (next.isEmpty()) {
                        if (answer != null) {
                            return answer;
                        }
                        if (mustAsk()) {
                            return null;
                        }
                        pause();
                    }
                } finally {
                    lock.unlock();
                }
                if (sink != null) {
                    next.forEach(sink::accept);
                }
            }
        }

        private List<ChatResponse> unread() {
            boolean started = place > 0;
            if (sink == null || pieces.count() <= place) {
                return List.of();
            }
            if (!pieces.has(place)) {
                if (started) {
                    throw readTooSlowly();
                }
                // It gets the whole when that is there.
                return List.of();
            }
            List<ChatResponse> next = pieces.from(place);
            since = round;
            place = pieces.count();
            if (leader != null) {
                shares(leader);
            }
            return next;
        }

        private void shares(Call with) {
            call.trail().answeredBy(with.trail().target());
            call.task(with.task());
            call.degraded(with.degraded());
        }

        /** A second answer must not be glued to a part of the first. */
        private void refuseIfBroken() {
            if (place > 0 && (since != round || failure != null)) {
                throw new BrokenStreamException(
                        "stream_interrupted", "The stream broke off. The answer is not complete.");
            }
        }

        /** Whether it has to ask itself, as the leader or alone. */
        private boolean mustAsk() {
            if (failure != null) {
                throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
            }
            if (leader == null) {
                leader = call;
                return true;
            }
            if (place == 0 && leader.waiting().inLine() && !clock.instant().isBefore(until)) {
                call.waiting().add(call.wishes().patience());
                return true;
            }
            return false;
        }

        private void pause() throws InterruptedException {
            Duration left = Duration.between(clock.instant(), until);
            boolean seldom = left.compareTo(LOOK) > 0 && !call.waiting().yields();
            long nanos = seldom ? left.toNanos() : LOOK.toNanos();
            var unused = (sink == null ? ended : came).await(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Passes the leader's pieces to its own client and to the twins. As long as there are twins, a client that reads slowly gets the rest later;
     * one that is too far behind gets an error in the end.
     */
    private final class Relay implements ChatSink {
        private final Call call;
        private final ChatSink own;
        private final Pieces all;
        private volatile boolean started;
        private volatile boolean hurried;
        private boolean behind;
        private boolean lost;
        private long place;

        Relay(Call call, ChatSink own, Pieces all) {
            this.call = call;
            this.own = own;
            this.all = all;
            own.beforeEnd(this::finish);
        }

        @Override
        public void accept(ChatResponse piece) {
            started = true;
            add(piece);
            try {
                if (behind) {
                    catchUp();
                } else {
                    own.accept(piece);
                    fallBehind();
                }
            } catch (ClientGoneException e) {
                if (call.gone()) {
                    throw e;
                }
            }
        }

        @Override
        public void hurry(boolean others) {
            if (hurried != others) {
                hurried = others;
                own.hurry(others);
            }
        }

        private void fallBehind() {
            if (hurried && own.isFull()) {
                lock.lock();
                try {
                    place = all.mark();
                    behind = true;
                } finally {
                    lock.unlock();
                }
            }
        }

        private void catchUp() {
            if (lost || (hurried && own.isFull())) {
                return;
            }
            for (ChatResponse piece : unread()) {
                own.accept(piece);
                place++;
                if (hurried && own.isFull()) {
                    return;
                }
            }
            behind = lost;
        }

        private List<ChatResponse> unread() {
            lock.lock();
            try {
                lost = !all.has(place);
                return lost ? List.of() : all.from(place);
            } finally {
                lock.unlock();
            }
        }

        /** Before its client's end: nobody else waits any more. */
        private void finish() {
            if (behind) {
                hurry(false);
                catchUp();
            }
            if (lost) {
                throw readTooSlowly();
            }
        }

        @Override
        public boolean started() {
            return started || own.started();
        }
    }

    private static BrokenStreamException readTooSlowly() {
        return new BrokenStreamException("stream_interrupted", "The answer was read too slowly. It is not complete.");
    }
}
