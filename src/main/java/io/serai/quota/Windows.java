package io.serai.quota;

import io.serai.quota.Limit.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The windows of a provider's limits, one for each bucket, and the ledger that fills a new one. Not thread-safe: {@link Quota} guards it.
 */
final class Windows {
    private static final int MANY = 10_000;

    private final Ledger ledger;
    private final boolean exact;
    private final Map<Bucket, Window> windows = new HashMap<>();
    private UnaryOperator<String> names = UnaryOperator.identity();
    private List<Limit> limits = List.of();

    /** @param exact whether a window forgets uses to the millisecond */
    Windows(Ledger ledger, boolean exact) {
        this.ledger = ledger;
        this.exact = exact;
    }

    List<Limit> limits() {
        return limits;
    }

    /** Sets the limits. A window of the same length keeps its count; the ledger fills a new one. */
    void limits(List<Limit> next) {
        List<Limit> added =
                next.stream().filter(limit -> !limits.contains(limit)).toList();
        limits = List.copyOf(next);
        Map<Bucket, Window> kept = new HashMap<>();
        windows.forEach((bucket, window) -> {
            if (limits.contains(bucket.limit())) {
                kept.put(bucket, window);
                return;
            }
            for (Limit limit : added) {
                if (limit.alike(bucket.limit())) {
                    window.resize(limit.amount());
                    kept.putIfAbsent(new Bucket(limit, bucket.key(), bucket.models()), window);
                }
            }
        });
        windows.clear();
        windows.putAll(kept);
    }

    void names(UnaryOperator<String> named) {
        names = named;
    }

    /** The name under which the uses of a model are kept. */
    String name(String model) {
        return names.apply(model);
    }

    Bucket bucket(Limit limit, String key, String model) {
        return Bucket.of(limit, key, model, names);
    }

    /** The buckets that count a call while it runs. */
    List<Bucket> parallel(String key, String model) {
        List<Bucket> buckets = new ArrayList<>(1);
        for (Limit limit : limits) {
            if (limit.unit() == Unit.PARALLEL && limit.isFor(model)) {
                buckets.add(bucket(limit, key, model));
            }
        }
        return buckets;
    }

    Window of(Limit limit, String key, String model, Instant now) {
        if (windows.size() > MANY) {
            windows.values().removeIf(window -> window.unused(now));
        }
        return windows.computeIfAbsent(bucket(limit, key, model), bucket -> filled(bucket, key, now));
    }

    /** The windows in which a call counts: those of the limits, and those that the vendor reports. */
    List<Window> of(String key, String model, Account account, Instant now) {
        List<Window> all = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            if (limit.unit() != Unit.PARALLEL && limit.isFor(model)) {
                all.add(of(limit, key, model, now));
            }
        }
        all.addAll(account.windows());
        return all;
    }

    /** A new window of a limit that the vendor reports, with its recent uses. */
    Window filled(Limit limit, String key, String model, Instant now) {
        return filled(bucket(limit, key, model), key, now);
    }

    private Window filled(Bucket bucket, String key, Instant now) {
        Window window = new Window(bucket.limit(), exact);
        uses(window, bucket, key, now)
                .forEach(use -> window.add(use.at(), now, bucket.limit().unit().of(use.amount())));
        return window;
    }

    /** Counts all windows again after the clock was set back. */
    void recount(Instant now) {
        windows.forEach((bucket, window) -> window.recount(uses(window, bucket, bucket.key(), now), now));
    }

    private List<Use> uses(Window window, Bucket bucket, String key, Instant now) {
        Limit limit = window.limit();
        return ledger.since(window.start(now)).stream()
                .filter(use -> (limit.wholeVendor() || use.key().equals(key))
                        && limit.isFor(use.model())
                        && bucket(limit, use.key(), use.model()).equals(bucket))
                .toList();
    }

    /** Writes a use to the ledger if there are limits to count it for. */
    void remember(Instant at, String key, String model, long requests, long tokens) {
        if (!limits.isEmpty()) {
            ledger.add(new Use(at, key, remembered(model), requests, tokens));
        }
    }

    /** The model's name in the ledger: one that still matches the pattern of a limit that counts it. */
    private String remembered(String model) {
        String name = names.apply(model);
        if (name.equals(model)) {
            return model;
        }
        for (Limit limit : limits) {
            if (limit.models().contains("*") && !limit.models().equals(Limit.ALL) && limit.isFor(model)) {
                return limit.models().replace("*", Quota.OTHERS);
            }
        }
        return name;
    }
}
