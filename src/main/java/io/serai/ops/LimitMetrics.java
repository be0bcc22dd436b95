package io.serai.ops;

import io.serai.provider.view.ProviderViews.QuotaLeft;
import io.serai.quota.Allowances.State;
import io.serai.quota.Limit;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is left of vendors' and clients' limits, looked up when somebody asks. */
final class LimitMetrics {
    private static final double NANOS = 1e-9;

    /** So many limits of clients are shown at most. */
    private static final int MOST = 1_000;

    private LimitMetrics() {}

    /** One limit, and the values of its labels. */
    private record Row(List<String> labels, double left, double amount) {

        double share() {
            return amount > 0 ? left / amount : Math.signum(left);
        }

        String[] values() {
            return labels.toArray(String[]::new);
        }
    }

    static void addProviders(Instruments all, Supplier<@Nullable Serving> serving) {
        Supplier<Collection<Row>> rows = () -> {
            Serving now = serving.get();
            return now == null
                    ? List.of()
                    : distinct(now.providers().quotas().stream().map(LimitMetrics::row));
        };
        String[] labels = {"provider", "key", "models", "limit"};
        left(all, "serai_quota_left", "The remainder of a key's limit, in the limit's own unit.", rows, labels);
        amount(all, "serai_quota_limit", "A limit of a key, in its own unit.", rows, labels);
    }

    /** @param states what is used of the limits of clients */
    static void addClients(Instruments all, Supplier<List<State>> states) {
        Supplier<Collection<Row>> rows = () -> distinct(states.get().stream().map(LimitMetrics::row)).stream()
                .sorted(Comparator.comparingDouble(Row::share))
                .limit(MOST)
                .toList();
        String[] labels = {"owner", "limit"};
        left(
                all,
                "serai_client_limit_left",
                "The remainder of a client's limit, in the limit's own unit.",
                rows,
                labels);
        amount(all, "serai_client_limit", "A client's limit, in its own unit.", rows, labels);
    }

    private static void left(
            Instruments all, String name, String help, Supplier<Collection<Row>> rows, String[] labels) {
        all.gauge(name, help, gauge -> rows.get().forEach(row -> gauge.call(row.left(), row.values())), labels);
    }

    private static void amount(
            Instruments all, String name, String help, Supplier<Collection<Row>> rows, String[] labels) {
        all.gauge(name, help, gauge -> rows.get().forEach(row -> gauge.call(row.amount(), row.values())), labels);
    }

    /** One for the same labels, the tightest: the library answers nothing at all if two have the same. */
    private static Collection<Row> distinct(Stream<Row> rows) {
        Map<List<String>, Row> distinct = new LinkedHashMap<>();
        rows.forEach(
                row -> distinct.merge(row.labels(), row, (one, other) -> other.share() < one.share() ? other : one));
        return distinct.values();
    }

    private static Row row(QuotaLeft quota) {
        List<String> labels = List.of(quota.provider(), quota.key(), quota.models(), text(quota));
        return new Row(labels, quota.left(), quota.amount());
    }

    /** Money in dollars. */
    private static Row row(State state) {
        Limit limit = state.limit();
        double unit = limit.unit() == Limit.Unit.MONEY ? NANOS : 1;
        return new Row(List.of(state.owner(), limit.toString()), state.left() * unit, limit.amount() * unit);
    }

    /**
     * {@code requests/1m}, {@code tokens/24h}, {@code requests/24h@America/Los_Angeles}, {@code parallel}; {@code requests by the vendor} for
     * what a vendor reports, whose own names are not bounded.
     */
    private static String text(QuotaLeft quota) {
        Limit limit = quota.limit();
        String unit = limit.unit().name().toLowerCase(Locale.ROOT);
        if (quota.told()) {
            return unit + " by the vendor";
        }
        if (limit.unit() == Limit.Unit.PARALLEL) {
            return unit;
        }
        String period = limit.period().toString().substring(2).toLowerCase(Locale.ROOT);
        return unit + '/' + period + (limit.zone() == null ? "" : "@" + limit.zone());
    }
}
