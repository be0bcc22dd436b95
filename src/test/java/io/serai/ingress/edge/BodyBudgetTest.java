package io.serai.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final long KIB = 1 << 10;

    private final BodyBudget budget = new BodyBudget();

    BodyBudgetTest() {
        budget.limit(1024 * KIB);
    }

    @Test
    void largeBodiesShareThreeQuarters() {
        assertThat(budget.take(700 * KIB, 0)).isTrue();
        assertThat(budget.take(69 * KIB, 0)).isFalse();
        assertThat(budget.take(68 * KIB, 0)).isTrue();
        assertThat(budget.held()).isEqualTo(768 * KIB);
        assertThat(budget.largest()).isEqualTo(768 * KIB);
    }

    @Test
    void smallBodiesMayTakeAll() {
        assertThat(budget.take(768 * KIB, 0)).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(budget.take(64 * KIB, 0)).isTrue();
        }
        assertThat(budget.take(1, 0)).isFalse();
    }

    @Test
    void aBodyThatGrowsLargeIsALargeOne() {
        assertThat(budget.take(740 * KIB, 0)).isTrue();
        assertThat(budget.take(60 * KIB, 0)).isTrue();
        assertThat(budget.take(60 * KIB, 60 * KIB)).isFalse();
    }

    @Test
    void aSmallBodyAloneFitsHoweverSmallTheBudget() {
        budget.limit(1);
        assertThat(budget.take(64 * KIB, 0)).isTrue();
        assertThat(budget.take(1, 0)).isFalse();
    }

    @Test
    void aShareIsGivenBackWhenTheLastLetsGo() {
        BodyShare share = new BodyShare(budget);
        assertThat(share.grow(100)).isTrue();
        share.hold();
        share.release();
        assertThat(budget.held()).isEqualTo(100);
        share.shrink(40);
        assertThat(budget.held()).isEqualTo(60);
        share.release();
        assertThat(budget.held()).isZero();
    }

    @Test
    void aShareThatIsGivenBackStaysSo() {
        BodyShare share = new BodyShare(budget);
        assertThat(share.grow(100)).isTrue();
        share.release();
        share.release();
        share.hold();
        assertThat(share.grow(1)).isFalse();
        assertThat(budget.held()).isZero();
    }
}
