package io.serai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told when no target could answer. */
class NoTargetExceptionTest {

    @ParameterizedTest
    @ValueSource(strings = {"a/b refuses the key: Incorrect API key.", "a/b refuses the key: Incorrect API key"})
    void itEndsWithOneFullStop(String reason) {
        ChatException failure = new RejectedException(401, "invalid_api_key", reason, null);

        assertThat(NoTargetException.of(List.of(failure), null).reason())
                .isEqualTo("No target could answer: a/b refuses the key: Incorrect API key.");
    }
}
