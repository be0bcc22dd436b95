package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Growth;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counting tokens takes no longer than its sample. */
class TokenGrowthTest {
    private static final int SAMPLE = 200_000;

    @ParameterizedTest
    @ValueSource(strings = {"漢", "q", " ", "\n", "word ", "1", "😀", "!", "aB"})
    void ofTextsOfOneLetterIsLinear(String letters) {
        Growth.isLinear(20_000, n -> TokenEstimate.count(letters.repeat(n / letters.length())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 1_000})
    void aRequestHasOneSampleHoweverManyTextsItHas(int parts) {
        TokenEstimate.count(request(100, "漢"));
        java.lang.management.ThreadMXBean threads = java.lang.management.ManagementFactory.getThreadMXBean();
        String text = "漢".repeat(SAMPLE / parts);
        long once = time(threads, request(parts, text));
        long more = time(threads, request(parts, text.repeat(20)));

        assertThat(more).isLessThan(3 * once + 200_000_000);
    }

    @Test
    void whatIsNotCountedIsEstimatedByWhatIs() {
        assertThat(TokenEstimate.count(request(10, "word ".repeat(400_000)))).isBetween(3_900_000L, 4_100_000L);
        assertThat(TokenEstimate.count(request(10, "漢字".repeat(100_000)))).isBetween(1_000_000L, 4_000_000L);
    }

    private static long time(java.lang.management.ThreadMXBean threads, ChatRequest request) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long begun = threads.getCurrentThreadCpuTime();
            TokenEstimate.count(request);
            best = Math.min(best, threads.getCurrentThreadCpuTime() - begun);
        }
        return best;
    }

    private static ChatRequest request(int parts, String text) {
        Part part = new Part.Text(text, false, Map.of());
        return ChatRequest.ofPrompt("x")
                .withMessages(List.of(new Message(Role.USER, Collections.nCopies(parts, part), List.of(), Map.of())));
    }
}
