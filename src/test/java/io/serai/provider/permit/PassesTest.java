package io.serai.provider.permit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many permits a throttle gets: as many as it has given away, and one for each call that there is room for. */
class PassesTest {
    private static final int AMOUNT = 10;

    private final Passes passes = new Passes(600_000, false);

    @Test
    void aNewThrottleGetsWhatOthersHaveLeft() {
        assertThat(passes.permits(passes.pass(), 3, AMOUNT)).isEqualTo(3);
    }

    @Test
    void whatItHasGivenAwayAndTheWindowHasCountedStaysGivenAway() {
        for (int used = 0; used < AMOUNT; used++) {
            Passes.Pass pass = passes.pass();
            assertThat(passes.permits(pass, AMOUNT - used, AMOUNT)).isEqualTo(AMOUNT);
            pass.counted();
        }
        assertThat(passes.permits(passes.pass(), 0, AMOUNT)).isEqualTo(AMOUNT);
    }

    @Test
    void aPermitWhoseCallWasNotMadeIsMadeUpFor() {
        Passes.Pass pass = passes.pass();
        passes.permits(pass, AMOUNT, AMOUNT);
        pass.counted();

        assertThat(passes.permits(passes.pass(), AMOUNT, AMOUNT)).isEqualTo(AMOUNT + 1);
    }

    @Test
    void oneThatIsLongerThanTheLimitIsMadeUpForNothing() {
        Passes longer = new Passes(600_000, true);
        Passes.Pass pass = longer.pass();
        longer.permits(pass, AMOUNT, AMOUNT);
        pass.counted();

        assertThat(longer.permits(longer.pass(), AMOUNT, AMOUNT)).isEqualTo(AMOUNT);
    }

    @Test
    void noPermitIsTakenBackThatIsInUse() {
        List<Passes.Pass> asking = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asking.add(passes.pass());
            passes.permits(asking.getLast(), 4, AMOUNT);
        }
        assertThat(passes.permits(passes.pass(), -20, AMOUNT)).isEqualTo(4);
        asking.forEach(Passes.Pass::close);
        assertThat(passes.permits(passes.pass(), -20, AMOUNT)).isEqualTo(4);
    }

    @Test
    void aRejectedCallLeavesNothingBehind() {
        Passes.Pass pass = passes.pass();
        passes.permits(pass, 0, AMOUNT);
        pass.rejected();
        pass.close();

        assertThat(passes.permits(passes.pass(), 1, AMOUNT)).isEqualTo(1);
        assertThat(pass.asked()).isTrue();
    }
}
