package io.serai.routing;

import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.Request;
import io.serai.provider.view.Outlook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ways to put the targets of a pool in order. In all of them those that cannot be asked now come last, and what two have alike keeps the
 * order of the route.
 */
public enum Ranking {
    /** The lowest price for a prompt and an answer of the same length; among equals the one with most of its limits left. */
    CHEAPEST {
        @Override
        void sort(List<Ranked> targets, Request request, Call call) {
            targets.sort(Comparator.<Ranked>comparingDouble(ranked -> price(ranked.outlook()))
                    .thenComparingDouble(ranked -> -ranked.outlook().share()));
        }

        private double price(Outlook outlook) {
            Price price = outlook.price();
            return price == null
                    ? Double.MAX_VALUE
                    : price.in().doubleValue() + price.out().doubleValue();
        }
    },
    /** The shortest time to the first piece of an answer; one that was not measured of late is tried first. */
    FASTEST {
        @Override
        void sort(List<Ranked> targets, Request request, Call call) {
            targets.sort(Comparator.comparingDouble(ranked -> {
                Double millis = ranked.outlook().firstMillis();
                return millis == null ? 0 : millis;
            }));
        }
    },
    /**
     * The answer that will be there first: where a target is busy that will have answered all who wait before a free one has answered
     * one, they wait for it. One that was not measured of late is tried first.
     */
    SOONEST {
        @Override
        void sort(List<Ranked> targets, Request request, Call call) {
            targets.sort(Comparator.comparing(ranked -> usual(ranked.outlook())));
        }

        @Override
        @Nullable
        Instant worthWaiting(Ranked free, List<Ranked> busy, Call call, Instant now) {
            Duration own = free.outlook().usual();
            if (own == null) {
                return null;
            }
            List<Instant> ends = new ArrayList<>();
            Instant first = null;
            for (Ranked ranked : busy) {
                Duration usual = ranked.outlook().usual();
                if (usual == null) {
                    continue;
                }
                for (Instant opening :
                        ranked.outlook().openings().at(call.waiting().number())) {
                    if (!opening.isAfter(call.waiting().until())) {
                        ends.add(opening.plus(usual));
                        first = first == null || opening.isBefore(first) ? opening : first;
                    }
                }
            }
            ends.sort(null);
            boolean sooner = ends.size() >= call.waiting().number()
                    && !ends.get(call.waiting().number() - 1).isAfter(now.plus(own));
            return sooner ? first : null;
        }

        private static Duration usual(Outlook outlook) {
            Duration usual = outlook.usual();
            return usual == null ? Duration.ZERO : usual;
        }
    },
    /** The fewest calls under way at its provider. */
    LEAST_BUSY {
        @Override
        void sort(List<Ranked> targets, Request request, Call call) {
            targets.sort(Comparator.comparingInt(ranked -> ranked.outlook().running()));
        }
    },
    /** The greatest share of its limits left. */
    MOST_LEFT {
        @Override
        void sort(List<Ranked> targets, Request request, Call call) {
            targets.sort(Comparator.comparingDouble(ranked -> -ranked.outlook().share()));
        }
    },
    /** By chance, as often as {@code llm:provider/model?weight=3} says. */
    WEIGHTED {
        @Override
        void sort(List<Ranked> targets, Request request, Call call) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            byKey(targets, ranked -> -Math.log(1 - random.nextDouble()) / ranked.weight());
        }
    },
    /** For one user always the same, as long as it can be asked; many users are spread by weight. */
    STICKY {
        @Override
        void sort(List<Ranked> targets, Request request, Call call) {
            String user = user(request, call);
            byKey(targets, ranked -> {
                long hash = mixed(user + '\n' + ranked.outlook().target());
                double random = ((hash >>> 11) + 0.5) / (1L << 53);
                return -Math.log(random) / ranked.weight();
            });
        }
    };

    /** Puts those in order that can be asked. */
    abstract void sort(List<Ranked> targets, Request request, Call call);

    /**
     * When to look again, if it is better to wait for a busy target than to ask a free one; null if it is not.
     *
     * @param free the first of those that can be asked
     * @param busy those that cannot
     */
    @Nullable
    Instant worthWaiting(Ranked free, List<Ranked> busy, Call call, Instant now) {
        return null;
    }

    private static void byKey(List<Ranked> targets, java.util.function.ToDoubleFunction<Ranked> key) {
        record Keyed(Ranked ranked, double key) {}
        List<Keyed> keyed = new ArrayList<>(targets.size());
        targets.forEach(ranked -> keyed.add(new Keyed(ranked, key.applyAsDouble(ranked))));
        keyed.sort(Comparator.comparingDouble(Keyed::key));
        for (int i = 0; i < keyed.size(); i++) {
            targets.set(i, keyed.get(i).ranked());
        }
    }

    /** Whom the client names, or else the client itself. */
    private static String user(Request request, Call call) {
        if (request instanceof ChatRequest chat) {
            if (chat.parameters().get("user") instanceof String user && !user.isBlank()) {
                return user;
            }
            if (chat.parameters().get("metadata") instanceof Map<?, ?> metadata
                    && metadata.get("user_id") instanceof String user) {
                return user;
            }
        }
        return call.wishes().client();
    }

    private static long mixed(String text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /** What the bean is called that routes refer to, such as {@code leastBusy}. */
    public String bean() {
        String[] words = name().toLowerCase(java.util.Locale.ROOT).split("_");
        return words.length == 1
                ? words[0]
                : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
    }

    /**
     * One of the targets to choose from.
     *
     * @param place in the route, from 0
     */
    record Ranked(int place, Outlook outlook, int weight) {}
}
