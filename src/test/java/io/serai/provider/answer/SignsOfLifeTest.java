package io.serai.provider.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.dialect.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {

    @Test
    void whateverComesIsASign() throws IOException {
        AtomicInteger signs = new AtomicInteger();
        SignsOfLife in = new SignsOfLife(new ByteArrayInputStream(new byte[10]), signs::incrementAndGet);

        assertThat(in.read()).isZero();
        assertThat(in.readNBytes(9)).hasSize(9);

        assertThat(signs.get()).isGreaterThan(1);
        assertThat(in.length()).isEqualTo(10);
    }

    @Test
    void noMoreComesThanMayUntilAnotherBoundIsSet() throws IOException {
        SignsOfLife in = new SignsOfLife(new ByteArrayInputStream(new byte[10]), () -> {});
        in.most(3);

        assertThat(in.readNBytes(3)).hasSize(3);
        assertThatThrownBy(in::read).isInstanceOf(MalformedException.class);
        in.most(Long.MAX_VALUE);
        assertThat(in.readNBytes(6)).hasSize(6);
    }
}
