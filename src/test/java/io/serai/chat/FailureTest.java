package io.serai.chat;

import static io.serai.chat.Failure.KEY_REFUSED;
import static io.serai.chat.Failure.LIMIT;
import static io.serai.chat.Failure.NO_BALANCE;
import static io.serai.chat.Failure.NO_MODEL;
import static io.serai.chat.Failure.OFF;
import static io.serai.chat.Failure.OUTAGE;
import static io.serai.chat.Failure.RESTING;
import static io.serai.chat.Failure.TIMEOUT;
import static io.serai.chat.Failure.UNABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

    static Stream<Arguments> several() {
        return Stream.of(
                Arguments.of(List.of(OFF), OFF),
                Arguments.of(List.of(OFF, NO_MODEL), NO_MODEL),
                Arguments.of(List.of(OFF, LIMIT), LIMIT),
                Arguments.of(List.of(NO_MODEL, KEY_REFUSED), KEY_REFUSED),
                Arguments.of(List.of(KEY_REFUSED, NO_BALANCE, UNABLE), UNABLE),
                Arguments.of(List.of(NO_MODEL, LIMIT), LIMIT),
                Arguments.of(List.of(KEY_REFUSED, RESTING), RESTING),
                Arguments.of(List.of(NO_BALANCE, OUTAGE), OUTAGE),
                Arguments.of(List.of(LIMIT, RESTING), RESTING),
                Arguments.of(List.of(LIMIT, TIMEOUT), OUTAGE),
                Arguments.of(List.of(UNABLE, TIMEOUT), TIMEOUT));
    }

    @ParameterizedTest
    @MethodSource("several")
    void oneThatMayPassCountsForMoreThanLastingOnes(List<Failure> all, Failure told) {
        assertThat(Failure.of(all)).isEqualTo(told);
    }

    @ParameterizedTest
    @EnumSource
    void lastingOnesAreTheCallersErrorsOnly(Failure failure) {
        assertThat(failure.lasting()).isEqualTo(failure.status() < 500 && failure != LIMIT);
    }

    @Test
    void lastingOnesComeFirst() {
        List<Failure> all = List.of(Failure.values());

        assertThat(all.subList(0, all.indexOf(LIMIT))).allMatch(Failure::lasting);
    }
}
