package io.serai.provider.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.quota.Ledger;
import io.serai.quota.Limit;
import io.serai.quota.Pace;
import io.serai.quota.Permit;
import io.serai.quota.Quota;
import io.serai.quota.Quota.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which key of a provider comes next. */
class KeyOrderTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-30T12:00:00Z"));

    private final KeyRing keys = new KeyRing("groq", CLOCK, KeyJournal.none(), () -> {}, model -> true);
    private final Quota quota = new Quota(CLOCK, Ledger.NONE);

    @ParameterizedTest
    @CsvSource({"round-robin,a b c a b c", "least-used,a b c a b c", "most-left,a b c a b c", "fill-first,a a a a a a"})
    void keysThatAreAlikeAreUsedInTurnButForTheFirstThatIsFilled(String order, String expected) {
        keys.keys(List.of("a", "b", "c"), KeyOrder.parse(order));

        assertThat(next(6)).isEqualTo(expected);
    }

    @Test
    void theFirstIsFilledAsLongAsItHasSomethingLeft() {
        quota.limits(Limit.parse("2/min"));
        keys.keys(List.of("a", "b", "c"), KeyOrder.FILL_FIRST);

        assertThat(taken(5)).isEqualTo("a a b b c");
    }

    @Test
    void theOneWithTheFewestCallsUnderWayIsLeastUsed() {
        quota.limits(Limit.parse("9 parallel"));
        keys.keys(List.of("a", "b"), KeyOrder.LEAST_USED);

        quota.take(KeyNames.of("a"), "m", 1);
        quota.take(KeyNames.of("a"), "m", 1);

        assertThat(next(3)).isEqualTo("b b b");
    }

    @Test
    void theOneWithTheGreatestShareLeftHasMostLeft() {
        quota.limits(Limit.parse("10/min"));
        keys.keys(List.of("a", "b"), KeyOrder.MOST_LEFT);

        try (Permit permit = (Permit) quota.take(KeyNames.of("a"), "m", 1)) {
            permit.settle(1);
        }

        assertThat(next(2)).isEqualTo("b b");
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatRestsIsPassedOver(KeyOrder order) {
        keys.keys(List.of("a", "b"), order);
        keys.rest("a", "", KeyState.Kind.COOLING, "429", CLOCK.instant().plusSeconds(5));

        assertThat(next(3)).isEqualTo("b b b");
    }

    @ParameterizedTest
    @EnumSource
    void aKeyWhoseLimitIsUsedUpIsGivenOnlyIfAllAre(KeyOrder order) {
        quota.limits(Limit.parse("1/min"));
        keys.keys(List.of("a", "b"), order);

        String both = taken(2);
        assertThat(List.of(both.split(" "))).containsExactlyInAnyOrder("a", "b");
        assertThat(next(1)).isIn("a", "b");
    }

    @ParameterizedTest
    @EnumSource
    void itsNameIsReadBack(KeyOrder order) {
        assertThat(KeyOrder.parse(' ' + order.toString() + ' ')).isEqualTo(order);
    }

    @Test
    void anotherNameIsRefusedWithTheRightOnes() {
        assertThatThrownBy(() -> KeyOrder.parse("random"))
                .hasMessage("'random' is no order of keys; there are round-robin, least-used, most-left, fill-first");
    }

    private String next(int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(String.valueOf(keys.next("m", 1, quota, Scope.ALL, Pace.AT_ONCE, Set.of())));
        }
        return String.join(" ", all);
    }

    /** The same, with a call for each that uses something of its limits. */
    private String taken(int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = next(1);
            all.add(key);
            try (Permit permit = (Permit) quota.take(KeyNames.of(key), "m", 1)) {
                permit.settle(1);
            }
        }
        return String.join(" ", all);
    }
}
