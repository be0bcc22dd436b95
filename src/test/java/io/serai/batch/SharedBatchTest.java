package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.ChildSerai;
import io.serai.Eventually;
import io.serai.RunningPostgresql;
import io.serai.RunningSerai;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import io.serai.wire.Answer.Ending;
import io.serai.wire.BatchingVendor;
import io.serai.wire.HealthyVendor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes with one PostgreSQL work off one batch: each line has one result, and only what a dead node was about to ask is asked again. */
@Tag("slow")
class SharedBatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 800;
    private static final int PARALLEL = 8;

    @TempDir
    static Path directory;

    private static RunningPostgresql server;
    private static Store store;

    @BeforeAll
    static void open() throws Exception {
        server = new RunningPostgresql();
        store = new Store(new StoreSettings(server.url(), "", ""));
        store.begin(Duration.ZERO);
    }

    @AfterAll
    static void close() throws Exception {
        store.close();
        server.close();
    }

    @Test
    void noTwoNodesHoldTheSameLines() throws Exception {
        Queue<Integer> held = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int node = 0; node < 3; node++) {
            Leases leases = new Leases(store, "home" + node, LONG);
            leases.renew();
            threads.add(Thread.ofVirtual()
                    .start(() -> IntStream.range(0, 40)
                            .filter(chunk -> leases.claim("contended", chunk).isPresent())
                            .forEach(held::add)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(held)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).boxed().toList());
    }

    @Test
    void theLinesOfADeadNodeAreTakenOverAndItLosesThem() {
        Leases dead = new Leases(store, "dead", Duration.ofMillis(1));
        Leases living = new Leases(store, "living", LONG);
        dead.renew();
        living.renew();
        assertThat(dead.claim("left", 0)).isPresent();

        Eventually.await("taken over", PATIENCE, () -> living.claim("left", 0).isPresent());

        assertThat(dead.isValid()).isFalse();
        int epoch = dead.epoch();
        dead.renew();
        assertThat(dead.epoch()).isNotEqualTo(epoch);
        assertThat(dead.claim("left", 0)).isEmpty();
        assertThat(living.claim("left", 0).orElseThrow().tookOver()).isFalse();
    }

    @Test
    void aLeaseThatIsRenewedIsNotTakenOver() {
        Leases one = new Leases(store, "one", LONG);
        Leases other = new Leases(store, "other", LONG);
        one.renew();
        other.renew();
        assertThat(one.claim("kept", 3).orElseThrow().tookOver()).isFalse();
        one.renew();
        assertThat(one.epoch()).isEqualTo(1);
        assertThat(other.claim("kept", 3)).isEmpty();
        one.release("kept");
        assertThat(other.claim("kept", 3).orElseThrow().tookOver()).isFalse();
        one.close();
        other.close();
    }

    @Test
    void theFirstOfTwoResultsCounts() throws Exception {
        AnswerRows one = new AnswerRows("twice", "one", store);
        AnswerRows other = new AnswerRows("twice", "other", store);
        one.keep(List.of(result(1, "first"), result(2, "second")));
        other.keep(List.of(result(2, "again"), result(3, "third")));
        one.keep(List.of(result(1, "first")));

        BitSet lines = store.read(connection -> LineTable.lines(connection, "twice"));
        assertThat(lines.cardinality()).isEqualTo(3);
        LineTable.Row second = store.read(connection -> LineTable.page(connection, "twice", 1, 1))
                .getFirst();
        assertThat(new String(new AnswerRows.Reader(store, "twice").read(second), StandardCharsets.UTF_8))
                .isEqualTo("second");
        assertThat(one("select sum(done) from batch_share where job = 'twice'")).isEqualTo(3);
    }

    private static LineResult result(long line, String output) {
        return new LineResult(line, "id", 200, "", output.getBytes(StandardCharsets.UTF_8), 1, 1, 1);
    }

    @Test
    void twoNodesShareABatchAndOneIsKilled() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMillis(25));
                HttpClient client = HttpClient.newHttpClient()) {
            ChildSerai first = node("first", vendor);
            try (ChildSerai second = node("second", vendor)) {
                String batch = batch(client, first.address());
                String both = "select count(*) from batch_share where done > 20 and job = '" + batch + "'";
                Eventually.await("both answer", PATIENCE, () -> one(both) == 2);
                Map<String, Long> before = asked(vendor);
                assertThat(before.values()).allMatch(times -> times == 1);
                first.kill();
                Eventually.await(
                        "end",
                        PATIENCE,
                        () -> text(client, second, "/v1/batches/" + batch).contains("\"status\":\"completed\""));

                JsonNode ended = JSON.readTree(text(client, second, "/v1/batches/" + batch));
                List<String> results = text(
                                client,
                                second,
                                "/v1/files/" + ended.path("output_file_id").asText() + "/content")
                        .lines()
                        .toList();
                assertThat(results).hasSize(LINES);
                for (int i = 0; i < LINES; i++) {
                    assertThat(JSON.readTree(results.get(i)).path("custom_id").asText())
                            .isEqualTo("id-" + i);
                }
                JsonNode job = JSON.readTree(text(client, second, "/admin/jobs/" + batch));
                long repeated = job.path("repeated").asLong();
                long calls = asked(vendor).values().stream()
                        .mapToLong(times -> times)
                        .sum();
                System.out.println(
                        LINES + " lines, 2 nodes, one killed: " + calls + " calls, " + repeated + " repeated");
                assertThat(job.path("done").asLong()).isEqualTo(LINES);
                assertThat(calls).isBetween((long) LINES, LINES + repeated);
                assertThat(repeated).isLessThan(LINES / 2);
                assertThat(text(
                                client,
                                second,
                                "/v1/files/" + ended.path("input_file_id").asText() + "/content"))
                        .hasLineCount(LINES);
            } finally {
                first.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aVendorsBatchIsTakenOverFromANodeThatIsKilled(boolean beforeItHeard) throws Exception {
        try (BatchingVendor vendor = new BatchingVendor("v").holding(true);
                HttpClient client = HttpClient.newHttpClient()) {
            if (beforeItHeard) {
                vendor.silent(Ending.STALLED);
            }
            String kind = "killed-" + beforeItHeard;
            String[] batches = {"vendor", "openai", "keys", "a-vendor-key-0123456789", "batches", "vendor"};
            ChildSerai first = node(kind + "-first", vendor, batches);
            try (ChildSerai second = node(kind + "-second", vendor, batches)) {
                String batch = batch(client, first.address());
                Eventually.await("made", PATIENCE, () -> vendor.made() > 0);
                Eventually.await(
                        "one node has it",
                        PATIENCE,
                        () -> one("select count(*) from batch_lease where chunk = -2 and job = '" + batch + "'") == 1);
                boolean ofFirst = one("select count(*) from batch_lease l join batch_node n on n.id = l.node where"
                                + " l.chunk = -2 and l.job = '" + batch + "' and n.home = '" + home(kind + "-first")
                                + "'")
                        == 1;
                ChildSerai owner = ofFirst ? first : second;
                ChildSerai other = ofFirst ? second : first;
                if (!beforeItHeard) {
                    Eventually.await("heard of", PATIENCE, () -> owner.log().contains("are in the batch"));
                }
                owner.kill();
                Eventually.await(
                        "taken over", PATIENCE, () -> other.log().contains("This node has the batches of vendors"));
                vendor.holding(false);
                Eventually.await(
                        "end",
                        PATIENCE,
                        () -> text(client, other, "/v1/batches/" + batch).contains("\"status\":\"completed\""));

                JsonNode ended = JSON.readTree(text(client, other, "/v1/batches/" + batch));
                assertThat(text(
                                client,
                                other,
                                "/v1/files/" + ended.path("output_file_id").asText() + "/content"))
                        .hasLineCount(LINES);
                assertThat(vendor.sizes().stream().mapToInt(size -> size).sum()).isEqualTo(LINES);
                assertThat(vendor.single()).isZero();
                Eventually.await(
                        "nothing is left",
                        PATIENCE,
                        () -> one("select count(*) from batch_vendor where job = '" + batch + "'") == 0);
            } finally {
                first.close();
            }
        }
    }

    private static String home(String name) throws Exception {
        return Files.readString(directory.resolve(name).resolve("data/batches/node"))
                .strip();
    }

    private static ChildSerai node(String name, HealthyVendor vendor, String... parameters) throws Exception {
        Path own = Files.createDirectories(directory.resolve(name));
        RunningSerai.in(own)
                .with("serai.cache.size", "0")
                .with("serai.store.url", server.url())
                .with("serai.batch.parallel", Integer.toString(PARALLEL))
                .with("serai.batch.lease", "12s")
                .with("serai.batch.gather", "60s")
                .with("serai.batch.poll", "200ms")
                .provider("v", vendor, parameters)
                .pool("light", "v/small")
                .write();
        return ChildSerai.start(own);
    }

    private static String batch(HttpClient client, URI serai) throws Exception {
        String lines = IntStream.range(0, LINES)
                .mapToObj(i -> "{\"custom_id\":\"id-" + i + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                        + "\"body\":" + RunningSerai.chat("v/small", "line " + i, false) + "}\n")
                .collect(Collectors.joining());
        String form = "--x\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--x\r\n"
                + "content-disposition: form-data; name=\"file\"; filename=\"many.jsonl\"\r\n\r\n" + lines
                + "\r\n--x--\r\n";
        String file = send(client, serai.resolve("/v1/files"), "multipart/form-data; boundary=x", form);
        return send(
                client,
                serai.resolve("/v1/batches"),
                "application/json",
                "{\"input_file_id\":\"" + file
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}");
    }

    private static String send(HttpClient client, URI uri, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("content-type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(client.send(request, BodyHandlers.ofString()).body())
                .path("id")
                .asText();
    }

    private static String text(HttpClient client, ChildSerai child, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(child.address().resolve(path))
                    .timeout(PATIENCE)
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** How often each line was asked. */
    private static Map<String, Long> asked(HealthyVendor vendor) {
        return vendor.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .collect(Collectors.groupingBy(
                        request -> request.text().replaceAll("(?s).*(line \\d+).*", "$1"), Collectors.counting()));
    }

    private static long one(String sql) {
        try (Connection connection = DriverManager.getConnection(server.url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
