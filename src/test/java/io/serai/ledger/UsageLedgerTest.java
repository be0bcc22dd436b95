package io.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Eventually;
import io.serai.catalog.Price;
import io.serai.chat.Call;
import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.Outcome;
import io.serai.chat.RejectedException;
import io.serai.chat.Usage;
import io.serai.store.Session;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and sums of calls, in a real database. */
class UsageLedgerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Price PRICE = new Price(new BigDecimal("2"), new BigDecimal("8"), new BigDecimal("0.5"));

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-10-24T21:30:00Z"));
    private final InstantSource clock = now::get;
    private @Nullable Store opened;
    private @Nullable UsageLedger writing;

    private void open(StoreSettings settings, Duration keep) {
        Store store = new Store(settings);
        UsageLedger ledger = new UsageLedger(clock, target -> target.startsWith("known/") ? PRICE : null, keep);
        store.add(ledger);
        store.begin(Duration.ZERO);
        opened = store;
        writing = ledger;
    }

    private Store store() {
        return Objects.requireNonNull(opened);
    }

    private UsageLedger ledger() {
        return Objects.requireNonNull(writing);
    }

    private Instant moment() {
        return Objects.requireNonNull(now.get());
    }

    private void open() {
        open(StoreSettings.in(directory), Duration.ofDays(30));
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private static Call call(String key) {
        Call call = Call.of(ClientWishes.NONE);
        call.caller(new Caller(key, "", "", "team", List.of("a", "b"), "user"));
        return call;
    }

    private void answered(Call call, String target, Usage usage) {
        call.report().asks(ChatRequest.ofPrompt(""));
        call.trail().begin(target);
        call.trail().asked();
        call.report().used(usage);
        call.trail().answered();
        call.report().answered(null);
        ledger().ended(call);
    }

    private void answered(String target) {
        answered(call("k"), target, new Usage(1_000, 100, 400, 50, Usage.UNKNOWN, Map.of()));
    }

    private static void attempt(Call call, Outcome outcome, int status) {
        call.trail().begin("known/" + outcome.word(status));
        call.trail().asked();
        call.trail().end(outcome, status);
    }

    private UsageReport ask(String... pairs) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i], pairs[i + 1]);
        }
        UsageQuery query = UsageQuery.of(parameters, "", moment());
        return store().read(connection -> UsageReport.read(connection, query));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> total(UsageReport report) {
        return (Map<String, Object>) Objects.requireNonNull(report.json().get("total"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(UsageReport report) {
        return (List<Map<String, Object>>) Objects.requireNonNull(report.json().get("rows"));
    }

    private void awaitRequests(long number) {
        Eventually.await(
                number + " requests", SOON, () -> Objects.equals(total(ask()).get("requests"), number));
    }

    private long one(String sql) {
        return store().read(connection -> one(connection, sql));
    }

    private static long one(Connection connection, String sql) throws java.sql.SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aCallHasARowASumAndItsCost() {
        open();
        answered("known/m");
        awaitRequests(1);

        // 600 at $2, 400 at $0.50, 100 at $8 for a million.
        long cost = 600 * 2_000 + 400 * 500 + 100 * 8_000;
        assertThat(total(ask()))
                .containsEntry("cost_nanos", cost)
                .containsEntry("input_tokens", 1_000L)
                .containsEntry("output_tokens", 100L)
                .containsEntry("cached_tokens", 400L)
                .containsEntry("reasoning_tokens", 50L)
                .containsEntry("estimated", 0L)
                .containsEntry("unpriced", 0L);
        assertThat(one("select sum(cost) from request")).isEqualTo(cost);
        assertThat(one("select sum(cost) from attempt where price = '2/8/0.5/-'"))
                .isEqualTo(cost);
        assertThat(one("select sum(cost) from usage_day")).isEqualTo(cost);
    }

    @Test
    void anUnknownPriceIsNoZero() {
        open();
        answered("other/m");
        awaitRequests(1);

        assertThat(total(ask())).containsEntry("unpriced", 1L).containsEntry("cost_nanos", 0L);
        assertThat(one("select count(*) from request where cost is null")).isEqualTo(1);
    }

    @Test
    void lostAndAbortedAttemptsAreEstimatedAndRefusalsCostNothing() {
        open();
        Call lost = call("k");
        ChatRequest request = new ChatRequest("openai", "auto", List.of(), List.of(), false, Map.of());
        lost.report().asks(request);
        attempt(lost, Outcome.STATUS, 429);
        attempt(lost, Outcome.TIMEOUT, 0);
        attempt(lost, Outcome.STATUS, 499);
        lost.report().said(400);
        lost.report().abandoned();
        ledger().ended(lost);
        ChatException refusal = new RejectedException(429, "limit", "No", null);
        Call refused = call("k");
        refused.report().asks(request);
        refused.report().failed(refusal);
        ledger().ended(refused);
        awaitRequests(2);

        Map<String, Object> total = total(ask());
        assertThat(total)
                .containsEntry("attempts", 3L)
                .containsEntry("cancelled", 1L)
                .containsEntry("failed", 1L)
                .containsEntry("estimated", 2L)
                .containsEntry("output_tokens", 100L)
                .containsEntry("cost_nanos", 100 * 8_000L);
        assertThat(rows(ask("by", "target")).stream().map(it -> it.get("target")))
                .contains("known/429", "known/499");
    }

    @Test
    void daysOfAZoneFollowItsSummerTime() {
        open();
        // Berlin's 25 October 2026 has 25 hours: from 22:00 to 23:00 UTC of the next day.
        for (String moment : List.of(
                "2026-10-24T21:59:00Z",
                "2026-10-24T22:00:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-25T01:30:00Z",
                "2026-10-25T22:59:00Z",
                "2026-10-25T23:00:00Z")) {
            now.set(Instant.parse(moment));
            answered("known/m");
        }
        awaitRequests(6);

        assertThat(rows(ask("by", "day", "zone", "Europe/Berlin")).stream()
                        .map(it -> it.get("day") + " " + it.get("requests")))
                .containsExactly("2026-10-24 1", "2026-10-25 4", "2026-10-26 1");
        assertThat(rows(ask("by", "day")).stream().map(it -> it.get("day") + " " + it.get("requests")))
                .containsExactly("2026-10-24 2", "2026-10-25 4");
        assertThat(total(ask("zone", "Europe/Berlin", "from", "2026-10-25", "to", "2026-10-26")))
                .containsEntry("requests", 4L);
        assertThat(rows(ask("by", "hour"))).hasSize(6);
    }

    @Test
    void retentionLeavesTheSums() {
        open(StoreSettings.in(directory), Duration.ofDays(30));
        answered("known/m");
        awaitRequests(1);
        now.set(moment().plus(Duration.ofDays(31)));

        Eventually.await("no rows", SOON, () -> one("select count(*) from request") == 0);
        assertThat(one("select count(*) from attempt")).isZero();
        assertThat(total(ask("from", "2026-10-01"))).containsEntry("requests", 1L);
    }

    @Test
    void namesThatDatabasesRefuseAreCleaned() {
        open();
        Call call = call("k");
        call.caller(new Caller("k", "", "", "", List.of(), "a\u0000\ud800" + "x".repeat(1_000)));
        answered(call, "known/m", Usage.of(1, 1));
        awaitRequests(1);

        assertThat(rows(ask("by", "user")).get(0).get("user")).isEqualTo("a" + "x".repeat(255));
    }

    @Test
    void wrongQuestionsAreRefusedByName() {
        open();
        String[][] wrong = {
            {"wrong", "1", "There is no parameter 'wrong'"},
            {"by", "colour", "not 'colour'"},
            {"by", "key,key", "twice"},
            {"from", "yesterday", "'from' must be a day"},
            {"to", "2026-11-01T08:30:00Z", "'to' must be a full hour"},
            {"limit", "0", "'limit' must be a whole number"},
            {"cursor", "-1", "'cursor' must be a whole number"},
            {"format", "xml", "'format' must be json or csv"},
            {"zone", "Nowhere", "'zone' must be a zone"}
        };
        for (String[] one : wrong) {
            assertThatThrownBy(() -> ask(one[0], one[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(one[2]);
        }
    }

    /** A page has the rows that all rows have there, in the order of the question's words. */
    @Test
    void pagesAreInTheOrderOfTheQuestion() {
        open();
        Instant begin = Instant.parse("2026-10-24T20:30:00Z");
        List<String> targets = List.of("b/m2", "a-b/m1", "a/m2", "a/m1", "b");
        for (int i = 0; i < 20; i++) {
            now.set(begin.plus(Duration.ofHours(i % 7)));
            answered(call("key" + i % 3), targets.get(i % 5), Usage.of(1, 1));
        }
        now.set(begin.plus(Duration.ofHours(7)));
        awaitRequests(20);
        for (String by :
                List.of("target,hour", "hour,target", "key,day,hour", "day,key,hour", "model,provider", "task")) {
            String[] words = by.split(",");
            List<List<String>> all = names(by, words, "1000", 0);
            Comparator<List<String>> order = Comparator.comparing(List::size);
            for (int i = 0; i < words.length; i++) {
                int place = i;
                order = order.thenComparing(row -> row.get(place).replace('/', ' '));
            }
            assertThat(all).as(by).doesNotHaveDuplicates().isSortedAccordingTo(order);
            List<List<String>> paged = new ArrayList<>();
            for (int cursor = 0; cursor < all.size(); cursor += 3) {
                paged.addAll(names(by, words, "3", cursor));
            }
            assertThat(paged).as(by).isEqualTo(all);
        }
    }

    private List<List<String>> names(String by, String[] words, String limit, int cursor) {
        UsageReport report = ask("by", by, "zone", "Europe/Berlin", "limit", limit, "cursor", Integer.toString(cursor));
        return rows(report).stream()
                .map(row -> Arrays.stream(words)
                        .map(word -> String.valueOf(row.get(word)))
                        .toList())
                .toList();
    }

    @Test
    void pagesAreBounded() {
        open();
        for (int i = 0; i < 5; i++) {
            answered("known/m" + i);
        }
        awaitRequests(5);

        UsageReport first = ask("by", "model", "limit", "2");
        assertThat(rows(first)).hasSize(2);
        assertThat(first.next()).isEqualTo("2");
        assertThat(ask("limit", "2", "cursor", "4").next()).isEmpty();
        assertThat(total(first)).containsEntry("requests", 5L);
    }

    @Test
    void noCellIsAFormula() {
        assertThat(Csv.cell("=1+1")).isEqualTo("'=1+1");
        assertThat(Csv.cell("@x,\"y\"")).isEqualTo("\"'@x,\"\"y\"\"\"");
        assertThat(Csv.cell(-1L)).isEqualTo("-1");
        assertThat(Csv.cell("plain")).isEqualTo("plain");
    }

    /** Every question has the same answer with rollups and without, also if a day that is over gets more. */
    @Test
    void rollupsChangeNoAnswer() {
        open();
        Instant begin = Instant.parse("2026-10-24T21:30:00Z");
        for (int i = 0; i < 60; i++) {
            now.set(begin.plus(Duration.ofHours(i)));
            Call call = call("key" + i % 3);
            call.caller(new Caller("key" + i % 3, "", "", "team" + i % 2, List.of(), "user" + i % 5));
            attempt(call, Outcome.TIMEOUT, 0);
            answered(call, "known/m" + i % 4, Usage.of(100 + i, i));
        }
        awaitRequests(60);
        now.set(begin.plus(Duration.ofDays(3)));
        Map<String, Object> before = answers();
        // All hours but the last, and all days but today.
        assertThat(rolled()).isEqualTo(72 + 3);
        assertThat(one("select sum(requests) from usage_pack where kind = 'hour-client'"))
                .isEqualTo(60);
        assertThat(one("select sum(requests) from usage_pack where kind = 'day-client'"))
                .as("but for those of today")
                .isEqualTo(51);
        assertThat(answers()).isEqualTo(before);

        now.set(begin.plus(Duration.ofHours(30)));
        answered("known/late");
        now.set(begin.plus(Duration.ofDays(3)));
        awaitRequests(61);
        assertThat(one("select count(*) from usage_packed where not done"))
                .as("an hour and its day")
                .isEqualTo(2);
        assertThat(rows(ask("by", "model")).stream().map(it -> it.get("model"))).contains("late");
        Map<String, Object> later = answers();
        assertThat(rolled()).isEqualTo(2);
        assertThat(answers()).isEqualTo(later);
    }

    /** How many hours and days got rollups. */
    private int rolled() {
        int made = 0;
        try (Session session = store().session()) {
            while (Rollups.make(session, moment())) {
                made++;
            }
        }
        return made;
    }

    private Map<String, Object> answers() {
        Map<String, Object> answers = new LinkedHashMap<>();
        for (String one : UsageQuery.BY) {
            for (String other : UsageQuery.BY) {
                String by = one.equals(other) ? one : one + ',' + other;
                answers.put(
                        by + " of one",
                        ask("by", by, "key", "key1", "target", "known/m2").json());
                for (String zone : List.of("UTC", "Europe/Berlin")) {
                    answers.put(by + zone, ask("by", by, "zone", zone).json());
                    answers.put(
                            by + zone + " some",
                            ask("by", by, "zone", zone, "from", "2026-10-24T23:00:00Z", "to", "2026-10-26T05:00:00Z")
                                    .json());
                }
            }
        }
        return answers;
    }

    @Test
    void theCostOfFailedAttemptsStandsApart() {
        open();
        Call call = call("k");
        call.report().asks(ChatRequest.ofPrompt("a long question ".repeat(100)));
        attempt(call, Outcome.TIMEOUT, 0);
        attempt(call, Outcome.ANSWERED, 0);
        call.report().used(Usage.of(1_000, 100));
        call.trail().answered();
        call.report().answered(null);
        ledger().ended(call);
        awaitRequests(1);

        Map<String, Object> total = total(ask());
        long failed = one("select sum(cost) from attempt where outcome = 'timeout'");
        assertThat(total).containsEntry("failed_cost_nanos", failed);
        assertThat(failed).isPositive().isLessThan((Long) total.get("cost_nanos"));
    }
}
