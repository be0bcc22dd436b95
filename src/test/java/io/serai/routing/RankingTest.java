package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.provider.Target;
import io.serai.provider.UnavailableException.Forecast;
import io.serai.provider.view.Outlook;
import io.serai.routing.Ranking.Ranked;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In which order the targets of a pool are asked; what two have alike keeps the order of the route. */
class RankingTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final ChatRequest REQUEST = ChatRequest.ofPrompt("hi");

    private final Call call = Call.of(ClientWishes.NONE);

    @Test
    void cheapestCountsBothPricesThenWhatIsLeft() {
        List<Ranked> targets = targets(
                look("free").price(null),
                look("dear").price(8),
                look("half").price(2).share(0.5),
                look("full").price(2));

        assertThat(sorted(Ranking.CHEAPEST, targets)).containsExactly("full", "half", "dear", "free");
    }

    @Test
    void fastestTriesFirstWhatWasNotMeasured() {
        List<Ranked> targets =
                targets(look("slow").first(900), look("new"), look("quick").first(80));

        assertThat(sorted(Ranking.FASTEST, targets)).containsExactly("new", "quick", "slow");
    }

    @Test
    void soonestGoesByTheWholeAnswer() {
        List<Ranked> targets = targets(
                look("slow").usual(9),
                look("quick").usual(1),
                look("new"),
                look("same").usual(1));

        assertThat(sorted(Ranking.SOONEST, targets)).containsExactly("new", "quick", "same", "slow");
    }

    @Test
    void leastBusyAndMostLeft() {
        List<Ranked> targets = targets(
                look("a").running(3).share(0.1),
                look("b").running(1).share(0.4),
                look("c").running(1).share(0.9));

        assertThat(sorted(Ranking.LEAST_BUSY, targets)).containsExactly("b", "c", "a");
        assertThat(sorted(Ranking.MOST_LEFT, targets)).containsExactly("c", "b", "a");
    }

    @Test
    void aBusyTargetIsWorthWaitingForOnlyIfItHasAnsweredAllWhoWaitBefore() {
        Ranked free = look("free").usual(60).ranked(0);
        Ranked busy = look("busy")
                .usual(5)
                .opens(NOW.plusSeconds(10), NOW.plusSeconds(50))
                .ranked(1);
        call.waiting().may(1, NOW.plusSeconds(120));

        assertThat(Ranking.SOONEST.worthWaiting(free, List.of(busy), call, NOW)).isEqualTo(NOW.plusSeconds(10));
        call.waiting().may(2, NOW.plusSeconds(120));
        assertThat(Ranking.SOONEST.worthWaiting(free, List.of(busy), call, NOW)).isEqualTo(NOW.plusSeconds(10));
        call.waiting().may(3, NOW.plusSeconds(120));
        assertThat(Ranking.SOONEST.worthWaiting(free, List.of(busy), call, NOW)).isNull();
        call.waiting().may(1, NOW.plusSeconds(9));
        assertThat(Ranking.SOONEST.worthWaiting(free, List.of(busy), call, NOW)).isNull();
    }

    @Test
    void nobodyWaitsForABusyTargetElsewhere() {
        Ranked free = look("free").usual(60).ranked(0);
        Ranked busy = look("busy").usual(1).opens(NOW).ranked(1);
        call.waiting().may(1, NOW.plusSeconds(120));

        for (Ranking ranking : Ranking.values()) {
            if (ranking != Ranking.SOONEST) {
                assertThat(ranking.worthWaiting(free, List.of(busy), call, NOW))
                        .as(ranking.bean())
                        .isNull();
            }
        }
    }

    @Test
    void weightsDecideHowOftenATargetComesFirst() {
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            List<Ranked> targets = targets(look("one").weight(1), look("three").weight(3));
            firsts.merge(sorted(Ranking.WEIGHTED, targets).getFirst(), 1, Integer::sum);
        }

        // 3000 on average, with a deviation of 27.
        assertThat(firsts.getOrDefault("three", 0)).isBetween(2700, 3300);
    }

    @Test
    void aUserStaysWithATargetAndManyAreSpreadByWeight() {
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            ChatRequest request = REQUEST.withParameters(Map.of("user", "user-" + i));
            String first = sticky(request, List.of("one", "three", "gone"));
            assertThat(sticky(request, List.of("three", "gone", "one"))).isEqualTo(first);
            if (!first.equals("gone")) {
                // Who was with another stays there if a third one leaves.
                assertThat(sticky(request, List.of("one", "three"))).isEqualTo(first);
            }
            firsts.merge(sticky(request, List.of("one", "three")), 1, Integer::sum);
        }

        assertThat(firsts.getOrDefault("three", 0)).isBetween(1350, 1650);
    }

    @Test
    void aUserIsWhomTheRequestNamesOrElseTheClient() {
        ChatRequest user = REQUEST.withParameters(Map.of("user", "u1"));
        ChatRequest metadata = REQUEST.withParameters(Map.of("metadata", Map.of("user_id", "u1")));
        Call client = Call.of(new ClientWishes("", "u1", true, true, Duration.ZERO));

        List<String> names = List.of("a", "b", "c", "d", "e", "f");
        assertThat(sticky(metadata, names)).isEqualTo(sticky(user, names));
        List<Ranked> targets = targets(names.stream().map(RankingTest::look).toArray(Look[]::new));
        Ranking.STICKY.sort(targets, REQUEST, client);
        assertThat(targets.getFirst().outlook().target().provider()).isEqualTo(sticky(user, names));
    }

    private String sticky(ChatRequest request, List<String> names) {
        List<Ranked> targets = targets(names.stream()
                .map(name -> look(name).weight(name.equals("three") ? 3 : 1))
                .toArray(Look[]::new));
        Ranking.STICKY.sort(targets, request, call);
        return targets.getFirst().outlook().target().provider();
    }

    private List<String> sorted(Ranking ranking, List<Ranked> targets) {
        ranking.sort(targets, REQUEST, call);
        return targets.stream()
                .map(ranked -> ranked.outlook().target().provider())
                .toList();
    }

    private static List<Ranked> targets(Look... looks) {
        List<Ranked> targets = new ArrayList<>();
        for (Look look : looks) {
            targets.add(look.ranked(targets.size()));
        }
        return targets;
    }

    private static Look look(String name) {
        return new Look(name);
    }

    /** What is known of a target, of which a test says only what matters to it. */
    private static final class Look {
        private final String name;
        private @Nullable Price price = dollars(1);
        private double share = 1;
        private int running;
        private @Nullable Double first;
        private @Nullable Duration usual;
        private Forecast openings = calls -> List.of();
        private int weight = 1;

        Look(String name) {
            this.name = name;
        }

        private static Price dollars(int each) {
            return new Price(BigDecimal.valueOf(each), BigDecimal.valueOf(each), null);
        }

        Look price(@Nullable Integer each) {
            price = each == null ? null : dollars(each);
            return this;
        }

        Look share(double left) {
            share = left;
            return this;
        }

        Look running(int calls) {
            running = calls;
            return this;
        }

        Look first(double millis) {
            first = millis;
            return this;
        }

        Look usual(long seconds) {
            usual = Duration.ofSeconds(seconds);
            return this;
        }

        Look opens(Instant... moments) {
            openings = calls -> List.of(moments);
            return this;
        }

        Look weight(int often) {
            weight = often;
            return this;
        }

        Ranked ranked(int place) {
            Outlook outlook =
                    new Outlook(new Target(name, "m"), null, null, null, price, share, running, first, usual, openings);
            return new Ranked(place, outlook, weight);
        }
    }
}
