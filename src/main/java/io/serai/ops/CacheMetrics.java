package io.serai.ops;

import io.serai.cache.CacheReport;
import io.serai.catalog.Price;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Metrics of the cache, looked up on each scrape. */
final class CacheMetrics {
    private static final double NANOS = 1e-9;

    private final Instruments all;
    private final CacheReport cache;

    private CacheMetrics(Instruments all, CacheReport cache) {
        this.all = all;
        this.cache = cache;
    }

    /** @param prices what a target's model costs now; null if nobody knows */
    static void add(Instruments all, CacheReport cache, Function<String, @Nullable Price> prices) {
        CacheMetrics metrics = new CacheMetrics(all, cache);
        metrics.addTasks();
        metrics.addPlaces();
        metrics.addSavings(prices);
    }

    private void addTasks() {
        all.counts(
                "serai_cache_hits_total",
                "Requests that got an answer from before, by where it was kept.",
                count -> {
                    String behind = cache.behind().kind();
                    cache.tasks().forEach((name, task) -> {
                        count.call((double) (task.hits() - task.behind()), "memory", name);
                        if (task.behind() > 0) {
                            count.call((double) task.behind(), behind, name);
                        }
                    });
                },
                "level",
                "task");
        all.counts(
                "serai_cache_similar_total",
                "Requests that got the answer to a question that means the same.",
                count -> cache.tasks().forEach((name, task) -> count.call((double) task.similar(), name)),
                "task");
        all.counts(
                "serai_cache_shared_total",
                "Requests that shared the answer of an identical one under way.",
                count -> cache.tasks().forEach((name, task) -> count.call((double) task.shared(), name)),
                "task");
        all.counts(
                "serai_cache_misses_total",
                "Requests that were looked up and not found.",
                count -> cache.tasks().forEach((name, task) -> count.call((double) task.misses(), name)),
                "task");
    }

    private void addPlaces() {
        all.gauge(
                "serai_cache_entries",
                "Answers that are kept.",
                gauge -> places(CacheReport.Place::entries, gauge::call),
                "level");
        all.gauge(
                "serai_cache_bytes",
                "The size of kept answers.",
                gauge -> places(CacheReport.Place::bytes, gauge::call),
                "level");
        all.gauge(
                "serai_cache_away",
                "1 if a level cannot be used now.",
                gauge -> places(place -> place.trouble().isEmpty() ? 0 : 1, gauge::call),
                "level");
        counts("evictions", "Kept answers that went for others.", CacheReport.Place::evicted);
        counts("damaged", "Kept answers that were not whole.", CacheReport.Place::damaged);
        counts("dropped", "Answers that a level could not keep.", CacheReport.Place::dropped);
        counts("failed", "Look-ups that failed.", CacheReport.Place::failed);
    }

    private void counts(String name, String help, ToLongFunction<CacheReport.Place> number) {
        all.counts("serai_cache_" + name + "_total", help, count -> places(number, count::call), "level");
    }

    /** Takes a number for a level. */
    private interface Taker {
        void call(double number, String... level);
    }

    private void places(ToLongFunction<CacheReport.Place> number, Taker taker) {
        for (CacheReport.Place place : List.of(cache.memory(), cache.behind())) {
            long known = number.applyAsLong(place);
            if (place.isThere() && known >= 0) {
                taker.call((double) known, place.kind());
            }
        }
    }

    private void addSavings(Function<String, @Nullable Price> prices) {
        all.counts(
                "serai_cache_saved_tokens_total",
                "Tokens that were not bought.",
                count -> {
                    Savings savings = Savings.of(cache, prices);
                    count.call((double) savings.inputTokens(), "input");
                    count.call((double) savings.outputTokens(), "output");
                },
                "gen_ai_token_type");
        // Prices may fall.
        all.gauge(
                "serai_cache_saved_dollars",
                "The cost of the saved tokens now, as far as prices are known.",
                gauge -> gauge.call(Savings.of(cache, prices).nanos() * NANOS));
    }
}
