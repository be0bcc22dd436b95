package io.serai.brake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BrakeTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Brake brake = new Brake(nanos::get);

    private List<Long> delays(String address, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> brake.wrongKey(address).toMillis())
                .toList();
    }

    @Test
    void eachFurtherWrongKeyOfAnAddressIsAnsweredLaterUpToABound() {
        assertThat(delays("192.0.2.1", 10)).containsExactly(0L, 0L, 0L, 250L, 500L, 1000L, 2000L, 4000L, 4000L, 4000L);
    }

    @Test
    void anotherAddressIsNotSlowedDown() {
        delays("192.0.2.1", 10);
        assertThat(delays("192.0.2.2", 1)).containsExactly(0L);
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() {
        delays("2001:db8:0:1::1", 4);
        assertThat(delays("2001:db8:0:1:ffff::2", 1)).containsExactly(500L);
        assertThat(delays("2001:db8:0:2::1", 1)).containsExactly(0L);
    }

    @Test
    void aMinuteOfRestForgetsThem() {
        delays("192.0.2.1", 10);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(delays("192.0.2.1", 1)).containsExactly(0L);
    }
}
