package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.Attempt;
import io.serai.chat.Origin;
import io.serai.chat.Outcome;
import io.serai.chat.Usage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The line of a request, field by field. */
class RequestTextTest {

    @Test
    void allThatIsKnownIsThere() {
        RequestEntry entry = new RequestEntry(
                Instant.EPOCH,
                "req-1",
                new Origin("queue", "openai"),
                "k4Fz",
                "alice",
                "code",
                "auto",
                "b/m",
                200,
                "",
                "miss",
                List.of(
                        new Attempt("a/m", Outcome.STATUS, 429, 12_900_000, true),
                        new Attempt("b/m", Outcome.ANSWERED, 200, 340_000_000, true)),
                Usage.of(182, 96),
                353_456_789,
                9_876_543,
                null,
                null);

        assertThat(RequestText.of(entry))
                .isEqualTo("req-1 queue openai 200 key=k4Fz user=alice task=code model=auto target=b/m cache=miss"
                        + " attempts=\"a/m 429 12ms, b/m 200 340ms\" tokens=182/96 ms=353 first=9.8");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        RequestEntry entry = new RequestEntry(
                Instant.EPOCH,
                "req-2",
                new Origin("http", "gemini"),
                "",
                "",
                "",
                "",
                "",
                401,
                "invalid_api_key",
                "bypass",
                List.of(),
                null,
                120_000,
                0,
                null,
                null);

        assertThat(RequestText.of(entry)).isEqualTo("req-2 http gemini 401 error=invalid_api_key ms=0.1");
    }
}
