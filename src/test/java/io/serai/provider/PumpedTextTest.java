package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.serai.dialect.RetryHints;
import io.serai.dialect.VendorErrorException;
import io.serai.dialect.Waits;
import io.serai.provider.failure.Secrets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns that read strangers' texts, fed with what makes patterns slow: four times as much takes no more than some four times as long. */
class PumpedTextTest {
    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
    private static final int SMALL = 20_000;
    private static final int FACTOR = 4;

    /** Faster than any clock or scheduler can tell anything. */
    private static final long NOISE = Duration.ofMillis(60).toNanos();

    private static final List<String> PUMPED = List.of(
            "model ",
            "model id ",
            "input token count ",
            "prompt token count ",
            "capacity ",
            "key",
            "sk-",
            "Bearer ",
            "eyJ",
            "http://",
            "a",
            " ",
            "1",
            "1s ",
            "1s",
            "again in 1s ",
            "try again in 1s 1s ",
            "reset ",
            "reset 2026-11-30 ",
            "retry after ",
            "-",
            "0",
            "0.",
            ".",
            "regain access on ",
            "daily ",
            "monthly x",
            "weekly aaaaaaaa",
            "\t",
            "\n",
            "not supported ",
            "does not support ",
            "重置",
            "2026-11-30 00:00:00",
            "per",
            "K\u0130");

    static Stream<Arguments> readers() {
        return Stream.<Reader>of(
                        new Reader(
                                "verdict", text -> Verdicts.of(new VendorErrorException(400, text, text, null, null))),
                        new Reader("limit", text -> Verdicts.of(new VendorErrorException(429, text, text, null, null))),
                        new Reader("secrets", text -> Secrets.shorten(text, List.of("vk-secret"))),
                        new Reader(
                                "hints",
                                text -> RetryHints.read(
                                        Map.of("retry-after", text, "x-ratelimit-reset", text),
                                        Map.of("error", Map.of("message", text)),
                                        NOW)),
                        new Reader("waits", text -> Waits.read(text, NOW)))
                .flatMap(reader -> PUMPED.stream().map(word -> Arguments.of(reader, word)));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("readers")
    void growWithTheTextAndNotWithItsSquare(Reader reader, String word) {
        String small = text(word, SMALL);
        String large = text(word, SMALL * FACTOR);
        assertThatCode(() -> reader.read().accept(large))
                .as("no stack is deep enough")
                .doesNotThrowAnyException();

        long first = best(reader, small);
        assertThat(best(reader, large)).isLessThan(NOISE + 2L * FACTOR * first);
    }

    private static String text(String word, int length) {
        return "please " + word.repeat(length / word.length());
    }

    private static long best(Reader reader, String text) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long begun = System.nanoTime();
            reader.read().accept(text);
            best = Math.min(best, System.nanoTime() - begun);
            if (best < NOISE) {
                break;
            }
        }
        return best;
    }

    record Reader(String name, Consumer<String> read) {
        @Override
        public String toString() {
            return name;
        }
    }
}
