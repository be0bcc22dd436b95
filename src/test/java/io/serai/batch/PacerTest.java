package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacerTest {
    private static final int LINES = 20_000;
    private static final int MOST = 256;

    private long now;
    private final Pacer pacer = new Pacer(MOST, () -> now);
    private final Random random = new Random(7);
    private int largest;

    /** Answers all lines at a vendor that begins a call each so many nanoseconds at most, and returns how long the last nine tenths took. */
    private long answer(long between, LongSupplier latency) throws InterruptedException {
        PriorityQueue<long[]> running = new PriorityQueue<>((one, other) -> Long.compare(one[0], other[0]));
        long next = 0;
        int asked = 0;
        long begun = now;
        while (asked < LINES || !running.isEmpty()) {
            while (asked < LINES && pacer.running() < pacer.limit() && pacer.enter("a", () -> true)) {
                // Whoever finds the limit reached waits for its turn, which is not the vendor's latency.
                next = Math.max(now, next + between);
                long took = latency.getAsLong();
                running.add(new long[] {next + took, took});
                asked++;
                begun = asked == LINES / 10 ? now : begun;
            }
            largest = Math.max(largest, pacer.running());
            long[] first = running.remove();
            now = first[0];
            pacer.answered(first[1]);
        }
        return now - begun;
    }

    /** From 50 % to 250 % of the usual time, with a long tail. */
    private long varying(long usual) {
        return (long) (usual * Math.clamp(Math.exp(random.nextGaussian() * 0.6), 0.5, 6));
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "100, 1000", "20, 3000", "2, 5000", "500, 200"})
    void aQuotaIsUsedUpWhateverTheLatency(int perSecond, long latencyMillis) throws Exception {
        long between = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long usual = TimeUnit.MILLISECONDS.toNanos(latencyMillis);
        long took = answer(between, () -> varying(usual));
        assertThat(0.9 * LINES * between / took).isGreaterThan(0.97);
    }

    @Test
    void noMoreLinesAreUnderWayThanAQuotaNeeds() throws Exception {
        long between = TimeUnit.MILLISECONDS.toNanos(10);
        answer(between, () -> TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(largest).isLessThan(24);
    }

    @Test
    void answersThatTakeLongerByNowAreNoReasonToAskLess() throws Exception {
        long between = TimeUnit.MILLISECONDS.toNanos(10);
        answer(between, () -> TimeUnit.MILLISECONDS.toNanos(100));
        long took = answer(between, () -> TimeUnit.MILLISECONDS.toNanos(400));
        assertThat(0.9 * LINES * between / took).isGreaterThan(0.97);
    }

    @Test
    void aVendorThatSlowsDownUnderLoadIsNotFlooded() throws Exception {
        long each = TimeUnit.MILLISECONDS.toNanos(50);
        // Four at once are answered as quickly as one; what is more waits in the vendor's own queue.
        answer(0, () -> each * Math.max(4, pacer.running()) / 4);
        assertThat(pacer.limit()).isLessThan(16);
    }
}
