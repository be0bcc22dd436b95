package io.serai.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.ClientWishes;
import io.serai.chat.Outcome;
import io.serai.chat.RejectedException;
import io.serai.provider.view.ProviderView;
import io.serai.provider.view.ProviderView.About;
import io.serai.provider.view.ProviderView.KeyView;
import io.serai.quota.Allowances.State;
import io.serai.quota.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What crosses its threshold is told of, and a sender that hangs or fails holds up nobody. */
class AlertDeskTest {
    private final Thresholds thresholds = new Thresholds();
    private final List<ProviderView> providers = new ArrayList<>();
    private final List<State> budgets = new ArrayList<>();
    private final List<Alert> sent = new CopyOnWriteArrayList<>();
    private final List<String> trouble = new CopyOnWriteArrayList<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private boolean wanted = true;
    private volatile boolean hangs;
    private volatile boolean fails;
    private Instant now = Instant.parse("2026-11-30T10:00:30Z");
    private final AlertDesk desk = new AlertDesk(
            () -> now, () -> wanted ? thresholds : null, () -> providers, () -> budgets, this::send, trouble::add);

    @AfterEach
    void close() {
        hanging.countDown();
        desk.close();
    }

    private void send(Alert alert) {
        if (fails) {
            throw new IllegalStateException("the webhook answers 500");
        }
        try {
            if (hangs) {
                hanging.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sent.add(alert);
    }

    private List<String> kinds(int many) {
        desk.look();
        Eventually.await(many + " alerts", Duration.ofSeconds(20), () -> sent.size() >= many);
        return sent.stream().map(alert -> alert.kind() + ' ' + alert.subject()).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100/day       | 79     | ''",
                "100/day       | 80     | budget key:a 100/day",
                "100/min       | 100    | ''",
                "2 parallel    | 2      | ''",
                "total $1      | 900000000 | budget key:a total $1"
            })
    void aBudgetIsToldOfFromItsThreshold(String limit, long used, String told) {
        budgets.add(new State("key:a", Limit.parseClients(limit).getFirst(), used, Instant.MAX));
        assertThat(String.join(", ", kinds(told.isEmpty() ? 0 : 1))).isEqualTo(told);
    }

    @Test
    void callsThatFailAndAreSlowAreToldOfByProvider() {
        desk.look();
        for (int i = 0; i < 20; i++) {
            call("bad/m", i < 8 ? Outcome.ANSWERED : Outcome.TIMEOUT, 200);
            call("good/m", Outcome.ANSWERED, 200);
            // What the client did wrong is nobody's failure.
            call("blameless/m", Outcome.STATUS, 400);
        }
        thresholds.setLatency("0");
        assertThat(kinds(1)).containsExactly("success-rate bad");
        assertThat(sent.getFirst().text())
                .isEqualTo("Only 40 % of the calls of bad went well in the last 5 min (8 of 20).");
        now = now.plus(Duration.ofMinutes(30));
        thresholds.setLatency("1ms");
        assertThat(kinds(1)).as("all of it is long ago").hasSize(1);
    }

    @Test
    void refusedKeysAndProvidersThatAreDownAreToldOf() {
        providers.add(provider("groq", "open", "ok"));
        providers.add(provider("mistral", "closed", "refused"));
        assertThat(kinds(2)).containsExactlyInAnyOrder("provider-down groq", "key-refused mistral#1");
        desk.look();
        thresholds.setKeyRefused(false);
        assertThat(kinds(2)).hasSize(2);
    }

    @Test
    void withoutThresholdsNothingIsCountedOrToldOf() {
        wanted = false;
        providers.add(provider("groq", "open", "ok"));
        desk.look();
        call("bad/m", Outcome.TIMEOUT, 502);
        assertThat(kinds(0)).isEmpty();
    }

    @Test
    void aSenderThatHangsHoldsUpNeitherTheLookNorCalls() {
        hangs = true;
        thresholds.setCoolDown("0");
        for (int i = 0; i < 400; i++) {
            providers.clear();
            providers.add(provider("p" + i, "open", "ok"));
            desk.look();
        }
        call("good/m", Outcome.ANSWERED, 200);
        assertThat(desk.dropped()).isBetween(100L, 150L);
    }

    @Test
    void aSenderThatFailsIsReported() {
        fails = true;
        providers.add(provider("groq", "open", "ok"));
        desk.look();
        Eventually.await("trouble", Duration.ofSeconds(20), () -> !trouble.isEmpty());
        assertThat(trouble.getFirst()).contains("groq is down", "the webhook answers 500");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "budget | 101 | percent from 0 to 100",
                "budget | most | percent",
                "successRate | -1 | percent",
                "latency | soon | a time such as",
                "calls | 0 | from 1",
                "window | 2h | from 1m to 1h",
                "coolDown | 5 minutes | a time such as"
            })
    void wrongThresholdsAreRefused(String property, String value, String words) {
        assertThatThrownBy(() -> {
                    switch (property) {
                        case "budget" -> thresholds.setBudget(value);
                        case "successRate" -> thresholds.setSuccessRate(value);
                        case "latency" -> thresholds.setLatency(value);
                        case "calls" -> thresholds.setCalls(value);
                        case "window" -> thresholds.setWindow(value);
                        default -> thresholds.setCoolDown(value);
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    private void call(String target, Outcome outcome, int status) {
        Call call = Call.of(ClientWishes.NONE);
        call.trail().begin(target);
        call.trail().asked();
        call.trail().end(outcome, status);
        if (outcome == Outcome.ANSWERED) {
            call.report().answered(null);
        } else {
            ChatException why = new RejectedException(400, "x", "y", null);
            call.report().failed(why);
        }
        desk.observer().ended(call);
    }

    private static ProviderView provider(String name, String breaker, String key) {
        KeyView view = new KeyView(name + "#1", key, "401", null, null, Map.of(), 0, List.of(), null);
        return new ProviderView(
                name, name, new About(List.of(), "", null), true, breaker, null, List.of(view), List.of(), Map.of());
    }
}
