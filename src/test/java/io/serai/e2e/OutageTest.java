package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.demo.simulator.Scenario;
import io.serai.demo.simulator.Simulator;
import io.serai.demo.simulator.TurnedClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers come and go for minutes and hours, by a clock that is turned. */
class OutageTest {
    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final Scenario DEAD = Scenario.parse("""
            vendors:
              - { name: early, dialect: openai, faults: [ { kind: hang, to: 20min } ] }
              - { name: late, dialect: openai, faults: [ { kind: reset, from: 20min } ] }
            """, "DEAD");
    private static final Scenario OVERLOADED = Scenario.parse("""
            vendors:
              - { name: early, dialect: openai, faults: [ { kind: 503, to: 20min } ] }
              - { name: late, dialect: openai, faults: [ { kind: 503, from: 20min } ] }
            """, "OVERLOADED");

    @TempDir
    Path directory;

    @Test
    void aProviderThatRestsIsAskedWhenThereIsNoOther() {
        everyOneIsAnswered(DEAD);
    }

    @Test
    void aModelThatRestsIsAskedWhenThereIsNoOther() {
        everyOneIsAnswered(OVERLOADED);
    }

    @Test
    void aSingleTargetIsTriedAgainSoonHoweverLongItWasDown() {
        TurnedClock clock = new TurnedClock();
        try (Simulator simulator = Simulator.start(OVERLOADED, clock);
                RunningSerai serai = RunningSerai.in(directory)
                        .clock(clock)
                        .with("serai.http.wait", "0")
                        .provider("early", simulator.url("early"))
                        .start()) {
            for (int i = 0; i < 60; i++) {
                assertThat(serai.ask("early/small", "question " + i).statusCode())
                        .isNotEqualTo(200);
                clock.go(PAUSE);
            }
            assertThat(serai.ask("early/small", "well?").statusCode()).isEqualTo(200);
        }
    }

    /** When the one is well again and the other goes down, it has failed for long; yet nobody waits. */
    private void everyOneIsAnswered(Scenario scenario) {
        TurnedClock clock = new TurnedClock();
        try (Simulator simulator = Simulator.start(scenario, clock);
                RunningSerai serai = RunningSerai.in(directory)
                        .clock(clock)
                        .with("serai.http.wait", "0")
                        .provider("early", simulator.url("early"))
                        .provider("late", simulator.url("late"))
                        .pool("light", "early/small", "late/small")
                        .start()) {
            for (int i = 0; i < 120; i++) {
                HttpResponse<String> answer = serai.ask("light", "question " + i);
                assertThat(answer.statusCode())
                        .as("%d: %s", i, answer.headers().firstValue("x-serai-attempts"))
                        .isEqualTo(200);
                clock.go(PAUSE);
            }
            // Of an hour's third, in which it is down.
            assertThat(simulator.counts("early").all().failed()).isLessThan(15);
        }
    }
}
