package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.ChildSerai;
import io.serai.Eventually;
import io.serai.RunningPostgresql;
import io.serai.RunningSerai;
import io.serai.ledger.Rollups;
import io.serai.store.Session;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import io.serai.wire.HealthyVendor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serai is killed in the middle of its calls: the sums equal the rows, and no more is lost than what ended last. */
@Tag("slow")
class KilledLedgerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CALLERS = 4;
    private static final int CALLS = 1_000;

    @TempDir
    Path directory;

    @Test
    void theFileOfH2LosesTheLastMomentAtMost() throws Exception {
        String url = "jdbc:h2:file:" + directory.resolve("data/usage").toAbsolutePath();
        killedInTheMiddle(url, Map.of());
    }

    @Test
    void postgresqlLosesTheLastMomentAtMost() throws Exception {
        try (RunningPostgresql server = new RunningPostgresql()) {
            killedInTheMiddle(server.url(), Map.of("serai.store.url", server.url()));
        }
    }

    private void killedInTheMiddle(String url, Map<String, String> settings) throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            RunningSerai.Setup setup = RunningSerai.in(directory)
                    .with("serai.ledger.enabled", "true")
                    .provider("v", vendor)
                    .pool("light", "v/small");
            settings.forEach(setup::with);
            setup.write();
            int answered;
            long committed;
            try (ChildSerai child = ChildSerai.start(directory);
                    HttpClient client = HttpClient.newHttpClient()) {
                Load load = new Load(client, child.address().resolve("/v1/chat/completions"));
                URI usage = child.address().resolve("/admin/usage");
                Eventually.await("rows", PATIENCE, () -> requests(client, usage) >= CALLS);
                committed = requests(client, usage);
                // One writer: what was committed before the next batch is in the file.
                Eventually.await("the next batch", PATIENCE, () -> requests(client, usage) > committed);
                child.kill();
                answered = load.stop();
            }
            long rows = one(url, "select count(*) from request");
            assertThat(one(url, "select sum(requests) from usage_hour")).isEqualTo(rows);
            assertThat(one(url, "select sum(requests) from usage_day")).isEqualTo(rows);
            assertThat(one(url, "select sum(in_tokens) from usage_hour"))
                    .isEqualTo(one(url, "select sum(in_tokens) from request"));
            assertThat(rolledUp(url)).isEqualTo(rows);
            System.out.println("Killed after " + answered + " answers: " + rows + " rows, lost " + (answered - rows));
            assertThat(rows).isBetween(committed, (long) answered + CALLERS);
        }
    }

    /** Requests in the rollups of all its days. */
    private long rolledUp(String url) throws SQLException {
        try (Store store = new Store(StoreSettings.of(url, "", "", directory));
                Session session = store.session()) {
            Instant later = Instant.now().plus(Duration.ofDays(2));
            while (Rollups.make(session, later)) {
                // One hour or day after the other.
            }
        }
        return one(url, "select sum(requests) from usage_pack where kind = 'day-client'");
    }

    private static long requests(HttpClient client, URI usage) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(usage).timeout(PATIENCE).build();
            String answer = client.send(request, BodyHandlers.ofString()).body();
            return JSON.readTree(answer).at("/total/requests").asLong();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long one(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Asks one question after the other, several at a time, until it is stopped or nobody answers. */
    private static final class Load {
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Load(HttpClient client, URI uri) {
            for (int i = 0; i < CALLERS; i++) {
                threads.add(Thread.ofVirtual().start(() -> run(client, uri)));
            }
        }

        private void run(HttpClient client, URI uri) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .POST(BodyPublishers.ofString(RunningSerai.chat("light", "hello", false)))
                    .timeout(PATIENCE)
                    .build();
            try {
                while (!stopped.get()
                        && client.send(request, BodyHandlers.ofString()).statusCode() == 200) {
                    ended.incrementAndGet();
                }
            } catch (Exception e) {
                // Nobody answers any more.
                stopped.set(true);
            }
        }

        int stop() throws InterruptedException {
            stopped.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            return ended.get();
        }
    }
}
