package io.serai.routing.patience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How many requests may be tried once more. */
class RetryBudgetTest {
    private Instant now = Instant.parse("2026-11-30T12:00:00Z");
    private final RetryBudget budget = new RetryBudget(() -> now);

    @Test
    void someMayInAnyCase() {
        assertThat(taken()).isEqualTo(5);
        now = now.plusSeconds(1);
        assertThat(taken()).isEqualTo(5);
        now = now.plusMillis(400);
        assertThat(taken()).isEqualTo(2);
    }

    @Test
    void oneInFiveRequestsMay() {
        taken();
        for (int i = 0; i < 103; i++) {
            budget.request();
        }
        assertThat(taken()).isEqualTo(20);
    }

    @Test
    void whatIsSavedUpHasABound() {
        for (int i = 0; i < 10_000; i++) {
            budget.request();
        }
        now = now.plusSeconds(3600);
        assertThat(taken()).isEqualTo(50);
    }

    @Test
    void aClockThatIsSetBackGivesNothing() {
        taken();
        now = now.minusSeconds(60);
        assertThat(taken()).isZero();
    }

    private int taken() {
        int taken = 0;
        while (budget.take()) {
            taken++;
        }
        return taken;
    }
}
