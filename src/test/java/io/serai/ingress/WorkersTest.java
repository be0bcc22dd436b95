package io.serai.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void threadsThatNobodyNeedsEnd() {
        try (Workers workers = new Workers()) {
            workers.setAtOnce(4);
            assertThat(workers.getKeepAliveTime(TimeUnit.SECONDS)).isBetween(1L, 30L);
            workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
            CountDownLatch together = new CountDownLatch(4);
            for (int i = 0; i < 4; i++) {
                workers.execute(() -> {
                    together.countDown();
                    try {
                        together.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }

            Eventually.await("no threads", Duration.ofSeconds(10), () -> workers.getPoolSize() == 0);
            assertThat(workers.getLargestPoolSize()).isEqualTo(4);
        }
    }
}
