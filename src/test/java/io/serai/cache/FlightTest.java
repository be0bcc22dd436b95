package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.chat.BrokenStreamException;
import io.serai.chat.Call;
import io.serai.chat.Caller;
import io.serai.chat.ChatResponse;
import io.serai.chat.ChatSink;
import io.serai.chat.Choice;
import io.serai.chat.ClientWishes;
import io.serai.chat.Failure;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A leader whose client is slow, or whose failure is its own, does not hold its twins up. */
@Timeout(30)
class FlightTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int MIB = 1 << 20;

    private final Flights flights = new Flights();

    @Test
    void aClientThatReadsSlowlyDoesNotHoldItsTwinsUpAndGetsAllInTheEnd() throws Exception {
        Reader slow = new Reader();
        Reader quick = new Reader();
        Call leader = call(slow);
        Flight flight = flights.enter("k", leader, "");
        Future<Kept> twin = join(call(quick));
        slow.full = true;
        for (int i = 0; i < 100; i++) {
            write(leader, piece(i + " "));
        }
        Eventually.await("the twin has read", LONG, () -> quick.text.toString().endsWith(" 99 "));
        assertThat(slow.text.toString()).isEqualTo("0 ");

        flight.answered(leader, Keeps.kept(1, 10));
        assertThat(twin.get(10, TimeUnit.SECONDS)).isNotNull();
        slow.full = false;
        slow.rest.run();
        assertThat(slow.text.toString()).isEqualTo(quick.text.toString());
        assertThat(slow.waited).as("once nobody else waits").isFalse();
    }

    @Test
    void itCatchesUpAsSoonAsItReads() {
        Reader slow = new Reader();
        Call leader = call(slow);
        Flight flight = flights.enter("k", leader, "");
        var unused = join(call(new Reader()));
        slow.full = true;
        write(leader, piece("a"));
        write(leader, piece("b"));
        write(leader, piece("c"));
        assertThat(slow.text.toString()).isEqualTo("a");
        slow.full = false;
        write(leader, piece("d"));
        write(leader, piece("e"));
        assertThat(slow.text.toString()).isEqualTo("abcde");
        flight.answered(leader, Keeps.kept(1, 10));
        slow.rest.run();
        assertThat(slow.text.toString()).isEqualTo("abcde");
    }

    @Test
    void oneThatWaitsForItsClientGoesOnWhenATwinJoins() throws Exception {
        Reader slow = new Reader();
        Call leader = call(slow);
        flights.enter("k", leader, "");
        slow.full = true;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reading = threads.submit(() -> write(leader, piece("a")));
            Eventually.await("it waits", LONG, () -> slow.waited);
            Reader quick = new Reader();
            var unused = join(call(quick));
            reading.get(10, TimeUnit.SECONDS);
            write(leader, piece("b"));
            Eventually.await(
                    "the twin has read", LONG, () -> quick.text.toString().equals("ab"));
            slow.full = false;
        }
    }

    @Test
    void oneThatIsTooFarBehindGetsAnErrorAndTheOthersTheAnswer() throws Exception {
        Reader slow = new Reader();
        Reader quick = new Reader();
        Call leader = call(slow);
        Flight flight = flights.enter("k", leader, "");
        Future<Kept> twin = join(call(quick));
        slow.full = true;
        for (int i = 0; i < 12; i++) {
            write(leader, piece(i + "x".repeat(MIB)));
            String said = i + "x";
            Eventually.await("the twin has read", LONG, () -> quick.text.indexOf(said) >= 0);
        }
        flight.answered(leader, Keeps.kept(1, 10));
        assertThat(twin.get(10, TimeUnit.SECONDS)).isNotNull();
        slow.full = false;
        assertThatThrownBy(slow.rest::run)
                .isInstanceOf(BrokenStreamException.class)
                .hasMessageContaining("too slowly");
    }

    /** Serai's own key is refused, or its account is empty: one asks once more, as after an outage. */
    @ParameterizedTest
    @EnumSource(names = {"KEY_REFUSED", "NO_BALANCE", "OUTAGE", "TIMEOUT"})
    void exactlyOneTakesOverAfterAFailureThatIsNotOfTheRequest(Failure kind) throws Exception {
        Call leader = call(null);
        Flight flight = flights.enter("k", leader, "");
        List<Future<Kept>> twins = List.of(join(call(null)), join(call(null)), join(call(null)));
        flight.failed(leader, new Failed(kind));

        Eventually.await(
                "one asks", LONG, () -> twins.stream().filter(Future::isDone).count() == 1);
        assertThat(twins.stream()
                        .filter(Future::isDone)
                        .findFirst()
                        .orElseThrow()
                        .get())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"TOO_LONG", "UNABLE", "NO_MODEL", "NOT_ALLOWED", "SPENT"})
    void aFailureOfTheRequestIsForAll(Failure kind) {
        Call leader = call(null);
        Flight flight = flights.enter("k", leader, "");
        List<Future<Kept>> twins = List.of(join(call(null)), join(call(null)));
        flight.failed(leader, new Failed(kind));

        for (Future<Kept> twin : twins) {
            assertThatThrownBy(() -> twin.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(Failed.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_ALLOWED", "SPENT"})
    void whatOneClientMayNotIsNotForAnother(Failure kind) throws Exception {
        Call leader = call(null);
        Flight flight = flights.enter("k", leader, "");
        Call other = call(null);
        other.caller(Caller.ofKey("another"));
        Future<Kept> twin = join(other);
        flight.failed(leader, new Failed(kind));

        assertThat(twin.get(10, TimeUnit.SECONDS)).isNull();
    }

    private Future<@Nullable Kept> join(Call call) {
        Flight flight = flights.enter("k", call, "");
        CompletableFuture<@Nullable Kept> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(flight.await(call, InstantSource.system()));
            } catch (InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static Call call(@Nullable ChatSink sink) {
        Call call = Call.of(new ClientWishes("", "", true, true, Duration.ofMinutes(1)));
        if (sink != null) {
            call.streamTo(sink);
        }
        return call;
    }

    private static void write(Call leader, ChatResponse piece) {
        Objects.requireNonNull(leader.sink()).accept(piece);
    }

    private static ChatResponse piece(String text) {
        Message message =
                new Message(Role.ASSISTANT, List.of(new Part.Text(text, true, Map.of())), List.of(), Map.of());
        return new ChatResponse("id", 1, "m", List.of(new Choice(0, message, null, Map.of())), null, Map.of());
    }

    private static final class Failed extends io.serai.chat.ChatException {
        private static final long serialVersionUID = 1L;

        Failed(Failure kind) {
            super(kind, "no", null, null);
        }
    }

    /** A client that reads or not. */
    private static final class Reader implements ChatSink {
        private final StringBuffer text = new StringBuffer();
        private volatile boolean full;
        private volatile boolean hurried;
        private volatile boolean waited;
        private volatile Runnable rest = () -> {};

        @Override
        public void accept(ChatResponse piece) {
            text.append(piece.text());
            while (full && !hurried) {
                waited = true;
                Thread.onSpinWait();
            }
        }

        @Override
        public boolean started() {
            return !text.isEmpty();
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void hurry(boolean others) {
            hurried = others;
        }

        @Override
        public void beforeEnd(Runnable action) {
            rest = action;
        }
    }
}
