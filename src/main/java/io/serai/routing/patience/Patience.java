package io.serai.routing.patience;

import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.Outcome;
import io.serai.chat.Request;
import io.serai.chat.WithdrawnException;
import io.serai.provider.OutageException;
import io.serai.provider.TargetFailedException;
import io.serai.provider.UnavailableException;
import io.serai.provider.health.Openings;
import io.serai.routing.StepBalancer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens if no target could answer. If one broke down on the way, all are asked once more after a moment, now also those
 * that rest since they failed: one of them may be well again. If limits are
 * reached, the request waits as long as it may, in the order of the requests, for the first quota that comes back; if that is too late, it
 * fails at once and says when. There is one for the whole process.
 */
public final class Patience implements AutoCloseable {
    private static final String LATER = "later ";

    /** Before the client in the name of a line of its own; no name of a pool or target holds it. */
    private static final String OWN = "\n";

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int MOST_ROUNDS = 2;
    private static final Duration BACK_OFF = Duration.ofMillis(100);
    private static final Duration LONGEST_FIRST_ROUND = Duration.ofSeconds(10);
    private static final Duration SHORTEST_REST = Duration.ofSeconds(15);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(2);

    private final InstantSource clock;
    private final Openings openings;
    private final RetryBudget budget;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public Patience(InstantSource clock, Openings openings) {
        this.clock = clock;
        this.openings = openings;
        this.budget = new RetryBudget(clock);
    }

    /**
     * Has a request answered.
     *
     * @param name of what it asks for; those who ask for the same wait in one line
     * @param targets asks them all
     * @throws Exception if none can answer
     */
    void answer(Exchange exchange, Call call, String name, Processor targets) throws Exception {
        if (!call.waiting().wanted()) {
            throw new WithdrawnException();
        }
        budget.request();
        Duration wait = call.wishes().patience();
        // Those who yield have a line of their own, whose first one waits for the line of the others.
        String own = call.waiting().yields() ? LATER + name : name;
        Line line = lines.get(own);
        if (!wait.isZero()
                && ((line != null && !line.empty()) || (call.waiting().yields() && anyWaits(name)))) {
            new Turn(exchange, call, own, targets, began(call)).waitAndAsk(own);
            return;
        }
        Instant began = began(call);
        if (!wait.isZero()) {
            call.waiting().may(1, began.plus(wait));
        }
        Exception failure = ask(exchange, call, targets, call.request());
        if (failure != null) {
            new Turn(exchange, call, own, targets, began).askAgain(failure);
        }
    }

    private static @Nullable Exception ask(Exchange exchange, Call call, Processor targets, @Nullable Request request) {
        Exception failure = StepBalancer.ask(exchange, targets, request, null);
        if (failure == null) {
            call.trail().chosen(exchange.getMessage().getBody());
        }
        return failure;
    }

    /** Whether a call that does not yield waits for the same. */
    private boolean anyWaits(String name) {
        Line line = lines.get(name);
        return line != null && !line.empty();
    }

    /** When its patience began: what it has waited with others for the same answer counts. */
    private Instant began(Call call) {
        return clock.instant().minus(call.waiting().waited());
    }

    /** Lets all who wait look again whether they are wanted. */
    public void wake() {
        lines.values().forEach(Line::wake);
        openings.tell();
    }

    /** Lets nobody wait any more: who does fails as if its time were over. */
    @Override
    public void close() {
        closed = true;
        wake();
    }

    private Line line(String name) {
        return lines.computeIfAbsent(name, line -> new Line(clock));
    }

    /** Forgets a line in which nobody waits: clients may name targets without end. */
    private void forget(String name) {
        lines.computeIfPresent(name, (same, known) -> known.empty() ? null : known);
    }

    /** One request that was not answered at once. */
    private final class Turn {
        private final Exchange exchange;
        private final Call call;
        private final String name;
        private final Processor targets;
        private final @Nullable Request body;
        private final Instant began;
        private final Instant until;
        private int rounds = 1;
        private Instant since = Instant.MIN;

        Turn(Exchange exchange, Call call, String name, Processor targets, Instant began) {
            this.exchange = exchange;
            this.call = call;
            this.name = name;
            this.targets = targets;
            this.body = call.request();
            this.began = began;
            this.until = began.plus(call.wishes().patience());
        }

        /** Decides what to do after a failure of all targets. */
        void askAgain(Exception first) throws Exception {
            Exception failure = first;
            while (failure != null && mayAskAgain(failure)) {
                List<ChatException> reasons = call.trail().failures();
                boolean rest = anyRests(reasons);
                if ((brokeDown(reasons) || rest) && rounds < MOST_ROUNDS && soon() && budget.take()) {
                    rounds++;
                    if (rest) {
                        insist(reasons.size() > 1);
                    }
                    pause(BACK_OFF.multipliedBy(1L << (rounds - 2)));
                    failure = again();
                } else if (!call.wishes().patience().isZero() && waitingHelps(reasons)) {
                    String place = place(reasons);
                    report(line(place), place, reasons);
                    waitAndAsk(place);
                    return;
                } else {
                    break;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }

        /** Waits for its turn and for a target, as long as it may. */
        void waitAndAsk(String first) throws Exception {
            String place = first;
            while (place != null) {
                place = waitAt(place);
            }
        }

        /** The line for what it waits for: of its own if nothing but limits of its client keep it from all targets. */
        private String place(List<ChatException> reasons) {
            boolean shared = reasons.stream().anyMatch(reason -> waitingHelps(reason) && !isOfClient(reason));
            return shared
                    ? name
                    : name + OWN + call.caller().key() + OWN + call.caller().user();
        }

        /** Others who wait at the same place have limits of their own. */
        private void report(Line line, String place, List<ChatException> reasons) {
            line.failures(
                    place.equals(name)
                            ? reasons.stream()
                                    .filter(reason -> !isOfClient(reason))
                                    .toList()
                            : reasons);
        }

        /**
         * Waits in one line.
         *
         * @return the line in which it goes on waiting; null if it has its answer
         */
        private @Nullable String waitAt(String place) throws Exception {
            Line line = line(place);
            since = since.equals(Instant.MIN) ? clock.instant() : since;
            Thread waiting = Thread.currentThread();
            Instant late = line.join(this, until);
            if (late != null && ownMayBeInTime()) {
                late = null;
                line.join(this);
            } else if (late != null) {
                forget(place);
            }
            refuseIfLate(line, late);
            call.waiting().inLine(true);
            call.waiting().whenAdmitted(() -> {
                line.leave(this);
                call.waiting().inLine(false);
                // It may wait again if the target fails; each wait counts once.
                Instant now = clock.instant();
                call.waiting().add(now.isBefore(since) ? Duration.ZERO : Duration.between(since, now));
                since = now;
            });
            openings.enter();
            try {
                call.stopWith(waiting::interrupt);
                Exception failure = null;
                while (line.first(this, until, this::isOver)) {
                    letOthersGo();
                    if (isOver()) {
                        break;
                    }
                    long seen = openings.count();
                    call.stopWith(null);
                    call.waiting().may(line.size(), until);
                    failure = again();
                    if (failure == null) {
                        return null;
                    }
                    if (!mayAskAgain(failure) || !waitingHelps(call.trail().failures())) {
                        throw failure;
                    }
                    String next = place(call.trail().failures());
                    report(line(next), next, call.trail().failures());
                    if (!call.waiting().inLine()) {
                        since = clock.instant();
                        call.waiting().inLine(true);
                    }
                    if (!next.equals(place)) {
                        return next;
                    }
                    // A call whose target failed waits behind the others.
                    line.join(this);
                    refuseIfLate(line, ownMayBeInTime() ? null : line.lateTurn(1, until));
                    call.stopWith(waiting::interrupt);
                    awaitOpening(line, seen);
                    if (isOver() || !clock.instant().isBefore(until)) {
                        break;
                    }
                }
                throw ended(line, failure);
            } catch (InterruptedException e) {
                if (call.gone()) {
                    throw call.whyGone();
                }
                throw e;
            } finally {
                call.waiting().inLine(false);
                call.stopWith(null);
                openings.leave();
                line.leave(this);
                forget(place);
            }
        }

        /** Lets those go first who do not yield, as long as this one may wait. */
        private void letOthersGo() throws InterruptedException {
            if (!call.waiting().yields()) {
                return;
            }
            String others = name.substring(LATER.length());
            while (anyWaits(others) && !isOver() && clock.instant().isBefore(until)) {
                openings.await(openings.count(), LOOK);
            }
        }

        /** Whether it is not to wait any more, whatever comes back. */
        private boolean isOver() {
            return closed || !call.waiting().wanted();
        }

        /** Why it has waited in vain. */
        private Exception ended(Line line, @Nullable Exception failure) {
            boolean unasked = call.trail().attempts().stream()
                    .noneMatch(attempt -> attempt.kind().reached());
            boolean untold = failure == null
                    && call.trail().failures().isEmpty()
                    && line.failures().isEmpty();
            if ((unasked && !call.waiting().wanted()) || untold) {
                return new WithdrawnException();
            }
            return failure == null ? refusal(line) : failure;
        }

        private void awaitOpening(Line line, long seen) throws InterruptedException {
            Instant next = sooner(until, line.turn(1));
            for (ChatException reason : call.trail().failures()) {
                next = isOfClient(reason) ? sooner(next, reason.retryAt()) : next;
            }
            Duration pause = Duration.between(clock.instant(), next);
            openings.await(seen, pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause);
        }

        /** Whether a limit of its client, about which others in the line need not care, may be back in time. */
        private boolean ownMayBeInTime() {
            for (ChatException reason : call.trail().failures()) {
                Instant back = reason.retryAt();
                if (isOfClient(reason) && waitingHelps(reason) && (back == null || !back.isAfter(until))) {
                    return true;
                }
            }
            return false;
        }

        private void refuseIfLate(Line line, @Nullable Instant turn) throws TargetFailedException {
            if (turn != null) {
                call.waiting().backAt(turn);
                throw refusal(line);
            }
        }

        /** What the line knows, told to one who need not ask to know it. */
        private TargetFailedException refusal(Line line) {
            List<ChatException> reasons = line.failures();
            if (call.trail().failures().isEmpty()) {
                reasons.forEach(call.trail()::failed);
            }
            return (TargetFailedException) call.trail().failures().stream()
                    .filter(TargetFailedException.class::isInstance)
                    .reduce((one, other) -> other)
                    .orElseThrow();
        }

        private @Nullable Exception again() {
            call.trail().again();
            return ask(exchange, call, targets, body);
        }

        /** Where there is but one target, its caller knows it, and can wait a moment until it is asked again. */
        private void insist(boolean several) {
            Instant now = clock.instant();
            call.waiting().insist(now.plus(LONGEST_FIRST_ROUND), several ? Instant.MAX : now.minus(SHORTEST_REST));
        }

        private boolean mayAskAgain(Exception failure) {
            return StepBalancer.mayGoOn(call, failure) && !call.gone() && !hasAnswer();
        }

        /** Whether one of several that were asked at once has answered: what is paid for is not paid again. */
        private boolean hasAnswer() {
            return call.trail().attempts().stream().anyMatch(attempt -> attempt.kind() == Outcome.ANSWERED);
        }

        private boolean soon() {
            return clock.instant().isBefore(began.plus(LONGEST_FIRST_ROUND));
        }
    }

    private static Instant sooner(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    private static boolean brokeDown(List<ChatException> reasons) {
        for (ChatException reason : reasons) {
            if (reason instanceof OutageException outage && outage.mayPass()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a target was passed over that has failed some time ago. */
    private static boolean anyRests(List<ChatException> reasons) {
        for (ChatException reason : reasons) {
            if (reason instanceof UnavailableException unavailable && unavailable.rests()) {
                return true;
            }
        }
        return false;
    }

    private static boolean waitingHelps(List<ChatException> reasons) {
        return reasons.stream().anyMatch(Patience::waitingHelps);
    }

    private static boolean waitingHelps(ChatException reason) {
        return reason instanceof UnavailableException unavailable
                && (unavailable.limited() || unavailable.retryAt() != null);
    }

    /** Whether it is a limit of the client that keeps it from a target, and nobody else. */
    private static boolean isOfClient(ChatException reason) {
        return reason instanceof UnavailableException unavailable && unavailable.kind() == Outcome.BUDGET;
    }

    /** Waits for about that long, or until a target may have become free. */
    private void pause(Duration about) throws InterruptedException {
        double jitter = 0.5 + ThreadLocalRandom.current().nextDouble();
        openings.enter();
        try {
            openings.await(openings.count(), Duration.ofNanos((long) (about.toNanos() * jitter)));
        } finally {
            openings.leave();
        }
    }
}
