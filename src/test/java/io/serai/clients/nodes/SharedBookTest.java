package io.serai.clients.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningPostgresql;
import io.serai.quota.Allowances;
import io.serai.quota.Allowances.Answer;
import io.serai.quota.Allowances.Hold;
import io.serai.quota.Allowances.Owner;
import io.serai.quota.Amount;
import io.serai.quota.Limit;
import io.serai.quota.UsageLog;
import io.serai.quota.UsageLog.Owned;
import io.serai.quota.Use;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits that two nodes count together in a real PostgreSQL: no more than they allow, whichever node is asked, and no more after an end. */
@Timeout(120)
class SharedBookTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static RunningPostgresql server;

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = new RunningPostgresql();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable node : open) {
            node.close();
        }
    }

    /** One node. */
    private final class Node implements AutoCloseable {
        private final SharedBook book;
        private final Allowances allowances;
        private final Store store;
        private final Queue<String> trouble = new ConcurrentLinkedQueue<>();

        Node(String name) {
            store = new Store(new StoreSettings(server.url(), "", ""));
            book = new SharedBook(store, directory.resolve(name), InstantSource.system(), trouble::add);
            allowances = new Allowances(InstantSource.system(), book, crossing -> {});
            book.begin();
            book.awaitFirst(LONG);
            open.add(this);
        }

        Answer take(String owner, String limits, Amount amount) {
            return allowances.take(List.of(new Owner(owner, Limit.parseClients(limits))), "gpt-5", amount);
        }

        long used(String owner, String limits) {
            List<Owner> owners = List.of(new Owner(owner, Limit.parseClients(limits)));
            return allowances.upToDate(
                    owners, () -> allowances.states(owners).getFirst().used());
        }

        @Override
        public void close() {
            book.close();
            store.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10/day | 10",
                "10/day@Europe/Berlin | 10",
                "100 tokens/h | 10",
                "60 input tokens/week | 10",
                "$0.00000001/month@UTC | 10",
                "10 parallel | 10",
                "total 10 | 10",
                "5/day for gpt-* | 5",
                "5/day per model | 5",
                "100/day, 10 parallel, 70 tokens/h | 7",
                "0/day | 0",
                "5/day shadow | 80",
            })
    void twoNodesLetInWhatTheLimitAllows(String limits, int allowed) throws Exception {
        Node one = new Node("one");
        Node two = new Node("two");
        String owner = "key:" + limits;
        CountDownLatch together = new CountDownLatch(1);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 80; i++) {
                Node node = i % 2 == 0 ? one : two;
                answers.add(callers.submit(() -> {
                    together.await();
                    return node.take(owner, limits, Amount.ofCall(6, 4, 1));
                }));
            }
            together.countDown();
        }
        int taken = 0;
        for (Future<Answer> answer : answers) {
            taken += answer.get() instanceof Hold ? 1 : 0;
        }
        assertThat(one.trouble).isEmpty();
        assertThat(two.trouble).isEmpty();
        assertThat(taken).isEqualTo(allowed);
    }

    @Test
    void whatACallHasUsedInTheEndCountsAtTheOtherNode() {
        Node one = new Node("one");
        Node two = new Node("two");
        String limits = "total 1000 tokens, 2 parallel";
        Hold hold = (Hold) one.take("key:settled", limits, Amount.ofCall(500, 400, 0));
        assertThat(two.used("key:settled", limits)).isEqualTo(900);
        assertThat(two.take("key:settled", limits, Amount.ofCall(200, 0, 0))).isInstanceOf(Answer.No.class);
        assertThat(two.take("key:settled", limits, Amount.ofCall(1, 0, 0))).isInstanceOf(Hold.class);
        assertThat(two.take("key:settled", limits, Amount.ofCall(1, 0, 0))).isInstanceOf(Answer.No.class);
        hold.settle(Amount.ofCall(10, 5, 0));
        Eventually.await("settled", LONG, () -> two.used("key:settled", limits) == 16);
        assertThat(two.take("key:settled", limits, Amount.ofCall(800, 0, 0))).isInstanceOf(Hold.class);
    }

    @Test
    void rowsThatAreJoinedCountAsBefore() throws Exception {
        Node one = new Node("one");
        for (int i = 0; i < 5; i++) {
            one.take("key:joined", "total 100, 50/day", Amount.ofCall(1, 1, 0));
        }
        long old = Instant.now().minus(Duration.ofMinutes(10)).toEpochMilli();
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update client_use set put = " + old + ", used = used - 600000 where owner =" + " 'key:joined'");
            new CountTables("x").join(connection, "key:joined", 130_000);
        }
        assertThat(server.one("select count(*) from client_use where owner = 'key:joined'"))
                .isLessThanOrEqualTo(2);
        assertThat(one.used("key:joined", "total 100")).isEqualTo(5);
        assertThat(new Node("two").used("key:joined", "50/day")).isEqualTo(5);
    }

    @Test
    void whatOneNodeAloneHasCountedBecomesEverybodys() {
        try (UsageLog before = UsageLog.forever(directory.resolve("one"), InstantSource.system(), text -> {})) {
            before.addAll(List.of(new Owned("key:before", new Use(Instant.now(), "", "", Amount.ofCall(3, 4, 5)))));
        }
        Node one = new Node("one");
        assertThat(new Node("two").used("key:before", "total 100 tokens")).isEqualTo(7);
        assertThat(one.used("key:before", "total 100 tokens")).isEqualTo(7);
        Eventually.await(
                "taken over", LONG, () -> !directory.resolve("one").toFile().exists());
    }

    @Test
    void oddNamesAreCountedApart() {
        Node one = new Node("one");
        Node two = new Node("two");
        for (String user : List.of("user:a\u0000b", "user:" + "x".repeat(5_000), "user:\ud83d\ude00")) {
            one.take(user, "total 10", Amount.ofCall(1, 1, 0));
            two.take(user, "total 10", Amount.ofCall(1, 1, 0));
            assertThat(one.used(user, "total 10")).isEqualTo(2);
        }
        assertThat(one.trouble).isEmpty();
    }
}
