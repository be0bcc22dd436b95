package io.serai.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.ClientWishes;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void whoFindsNoMemoryIsToldSo() {
        ChatException told = Failures.toTell(
                new CompletionException(new OutOfMemoryError("Java heap space")), Call.of(ClientWishes.NONE));
        assertThat(told.status()).isEqualTo(503);
        assertThat(told.getMessage()).contains("not enough memory", "-Xmx");
    }
}
