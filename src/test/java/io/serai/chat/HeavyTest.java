package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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

    private static Call call(int size) {
        Call call = Call.of(ClientWishes.NONE);
        call.size(size);
        return call;
    }
}
