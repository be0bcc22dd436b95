package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Owners take turns, at the processor and at the vendors, however much one of them has to do. */
class TurnsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whoHasMuchToReadLetsOthersReadBetween() throws Exception {
        Turns turns = new Turns(1);
        turns.take("busy");
        List<Thread> waiting = new ArrayList<>();
        for (String owner : List.of("busy", "busy", "busy", "other")) {
            waiting.add(waits(() -> {
                turns.take(owner);
                order.add(owner);
                turns.giveBack();
            }));
        }

        turns.pass("busy");

        turns.giveBack();
        for (Thread thread : waiting) {
            thread.join(PATIENCE);
        }
        assertThat(order.subList(0, 2)).containsExactlyInAnyOrder("busy", "other");
        assertThat(order).hasSize(4);
    }

    @Test
    void noMoreThanThatHaveATurn() throws Exception {
        Turns turns = new Turns(2);
        turns.take("a");
        turns.take("a");
        Thread third = waits(() -> turns.take("a"));
        assertThat(third.isAlive()).isTrue();

        turns.giveBack();

        assertThat(third.join(PATIENCE)).isTrue();
    }

    @Test
    void linesOfOneOwnerDoNotStandBeforeThoseOfAnother() throws Exception {
        Pacer pacer = new Pacer(1, System::nanoTime);
        assertThat(pacer.enter("busy", () -> true)).isTrue();
        List<Thread> waiting = new ArrayList<>();
        for (String owner : List.of("busy", "busy", "busy", "other")) {
            waiting.add(waits(() -> {
                order.add(enter(pacer, owner));
                pacer.leave();
            }));
        }

        pacer.leave();

        for (Thread thread : waiting) {
            thread.join(PATIENCE);
        }
        assertThat(order.subList(0, 2)).containsExactly("busy", "other");
        assertThat(order).hasSize(4);
        assertThat(pacer.running()).isZero();
    }

    @Test
    void whoShouldNotBeAskedAnyMoreLeavesTheLine() throws Exception {
        Pacer pacer = new Pacer(1, System::nanoTime);
        assertThat(pacer.enter("a", () -> true)).isTrue();
        boolean[] wanted = {true};
        Thread waiting = waits(() -> order.add(enter(pacer, "a", wanted)));

        wanted[0] = false;
        pacer.wake();

        assertThat(waiting.join(PATIENCE)).isTrue();
        assertThat(order).containsExactly("");
        pacer.leave();
        assertThat(pacer.enter("b", () -> true)).isTrue();
    }

    private static String enter(Pacer pacer, String owner, boolean... wanted) {
        try {
            return pacer.enter(owner, () -> wanted.length == 0 || wanted[0]) ? owner : "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A thread that waits by now. */
    private static Thread waits(Runnable work) {
        Thread thread = Thread.ofVirtual().start(work);
        Eventually.await("waits", PATIENCE, () -> thread.getState() == Thread.State.WAITING);
        return thread;
    }
}
