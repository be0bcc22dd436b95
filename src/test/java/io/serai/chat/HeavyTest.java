package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HeavyTest {
    private static final Executor VIRTUAL = Thread::startVirtualThread;

    @Test
    void whatIsSmallIsComputedWhereItIs() {
        Call call = call(Heavy.LARGE - 1);

        Thread thread = CompletableFuture.supplyAsync(() -> Heavy.compute(call, Thread::currentThread), VIRTUAL)
                .join();

        assertThat(thread.isVirtual()).isTrue();
    }

    @Test
    void whatIsLargeKeepsNoCarrier() {
        Call call = call(Heavy.LARGE);

        Thread thread = CompletableFuture.supplyAsync(() -> Heavy.compute(call, Thread::currentThread), VIRTUAL)
                .join();

        assertThat(thread.isVirtual()).isFalse();
    }

    @Test
    void aFailureIsThatOfTheWork() {
        Call call = call(Heavy.LARGE);
        CompletableFuture<Object> failed = CompletableFuture.supplyAsync(
                () -> Heavy.compute(call, () -> {
                    throw RejectedException.badRequest("no", "field");
                }),
                VIRTUAL);

        assertThatThrownBy(failed::join).hasCauseInstanceOf(RejectedException.class);
    }

    /** If they only yielded, those on one carrier would take turns with each other for ever. */
    @Test
    void whoComputesForLongOnVirtualThreadsLetsOthersBegin() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        int many = 4 * Runtime.getRuntime().availableProcessors();
        CountDownLatch begun = new CountDownLatch(many);
        try {
            for (int i = 0; i < many; i++) {
                Thread.startVirtualThread(() -> {
                    begun.countDown();
                    while (!over.get()) {
                        Heavy.giveWay();
                    }
                });
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 20; i++) {
                CompletableFuture.runAsync(() -> {}, VIRTUAL).get(30, TimeUnit.SECONDS);
            }
        } finally {
            over.set(true);
        }
    }

    @Test
    void workStopsWhenItsClientLeaves() throws Exception {
        Call call = call(Heavy.LARGE);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CompletableFuture<Object> answer = CompletableFuture.supplyAsync(
                () -> Heavy.compute(call, () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        stopped.countDown();
                    }
                    return "";
                }),
                VIRTUAL);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        call.leave();

        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(ClientGoneException.class);
    }

    @Test
    void oneCallAtATimeComputesOfThoseThatYieldToOthers() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread first = computes(yielding(), () -> {
            begun.countDown();
            await(go);
            order.add("first");
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        Thread second = computes(yielding(), () -> order.add("second"));
        Thread person = computes(call(Heavy.LARGE), () -> order.add("person"));

        go.countDown();

        for (Thread thread : List.of(first, second, person)) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(order).hasSize(3);
        assertThat(order.indexOf("person")).isLessThan(order.indexOf("second"));
    }

    private static Call yielding() {
        Call call = call(Heavy.LARGE);
        call.waiting().yields(true);
        return call;
    }

    /** A virtual thread that computes, or waits to, by now. */
    private static Thread computes(Call call, Runnable work) {
        Thread thread = Thread.ofVirtual().start(() -> {
            var unused = Heavy.compute(call, () -> {
                work.run();
                return "";
            });
        });
        Eventually.await(
                "computes",
                Duration.ofSeconds(10),
                () -> EnumSet.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED)
                        .contains(thread.getState()));
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Call call(int size) {
        Call call = Call.of(ClientWishes.NONE);
        call.size(size);
        return call;
    }
}
