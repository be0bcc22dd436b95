package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ChildSerai;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.DeadKey;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serai is killed in the middle of a day, several times: what was used of a limit stays used, and a refused key stays refused. */
class QuotaAfterKillTest {
    private static final int A_DAY = 20;
    private static final int LIVES = 2;
    private static final int ANSWERED = 4;
    private static final int IN_FLIGHT = 6;
    private static final int CROWD = 8;
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int asked;

    @TempDir
    Path directory;

    @Test
    void callsThatWereUnderWayAtTheEndCountInTheNextLife() {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            limited(vendor);
            for (int life = 1; life <= LIVES; life++) {
                vendor.thinking(Duration.ZERO);
                try (ChildSerai serai = ChildSerai.start(directory)) {
                    assertThat(statuses(ask(serai, ANSWERED))).containsOnly(200);
                    vendor.thinking(Duration.ofMinutes(1));
                    List<CompletableFuture<HttpResponse<String>>> cut = ask(serai, IN_FLIGHT);
                    vendor.awaitRequests(life * (ANSWERED + IN_FLIGHT));
                    serai.kill();
                    assertThat(statuses(cut)).containsOnly(0);
                }
            }
            assertThat(vendor.count()).isEqualTo(A_DAY);
            vendor.thinking(Duration.ZERO);
            try (ChildSerai serai = ChildSerai.start(directory)) {
                assertThat(statuses(ask(serai, CROWD))).containsOnly(429);
            }
            assertThat(vendor.count()).isEqualTo(A_DAY);
        }
    }

    @Test
    void aCrowdNeverGetsMoreThanTheDayAllows() {
        try (HealthyVendor vendor = new HealthyVendor("v").thinking(Duration.ofMillis(30))) {
            limited(vendor);
            for (int life = 1; life <= LIVES; life++) {
                try (ChildSerai serai = ChildSerai.start(directory)) {
                    List<CompletableFuture<HttpResponse<String>>> crowd = ask(serai, CROWD);
                    int seen = vendor.count();
                    Eventually.await(
                            "a call, or all refused",
                            WAIT,
                            () -> vendor.count() > seen || crowd.stream().allMatch(CompletableFuture::isDone));
                    serai.kill();
                }
            }
            try (ChildSerai serai = ChildSerai.start(directory)) {
                assertThat(statuses(ask(serai, A_DAY))).contains(429);
            }
            // A call that was counted and never came out is lost for the day.
            assertThat(vendor.count()).isLessThanOrEqualTo(A_DAY);
            assertThat(counted()).isEqualTo(A_DAY);
        }
    }

    @Test
    void aRefusedKeyIsNotTriedAgain() {
        try (DeadKey vendor = new DeadKey("v", "living")) {
            RunningSerai.in(directory)
                    .provider("v", vendor, "keys", "dead, living", "keyOrder", "fill-first")
                    .pool("light", "v/small")
                    .write();
            try (ChildSerai serai = ChildSerai.start(directory)) {
                assertThat(statuses(ask(serai, 1))).containsOnly(200);
                serai.kill();
            }
            assertThat(vendor.requests())
                    .extracting(request -> request.bearer())
                    .containsExactly("dead", "living");
            try (ChildSerai serai = ChildSerai.start(directory)) {
                assertThat(statuses(ask(serai, 4))).containsOnly(200);
            }
            assertThat(vendor.requests())
                    .extracting(request -> request.bearer())
                    .containsOnlyOnce("dead")
                    .hasSize(6);
        }
        assertThat(directory.resolve("data/keys.log")).content().doesNotContain("dead", "living");
    }

    private void limited(HealthyVendor vendor) {
        RunningSerai.in(directory)
                .with("serai.http.wait", "0")
                .provider("v", vendor, "limits", A_DAY + "/day")
                .pool("light", "v/small")
                .write();
    }

    /** How many calls the journal of uses holds. */
    private long counted() {
        try (Stream<String> lines = Files.lines(directory.resolve("data/quota.log"))) {
            return lines.map(line -> line.split("\t", -1))
                    .filter(words -> words[1].equals("v"))
                    .mapToLong(words -> Long.parseLong(words[4]))
                    .sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<CompletableFuture<HttpResponse<String>>> ask(ChildSerai serai, int count) {
        URI uri = serai.address().resolve("/v1/chat/completions");
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(30))
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString(RunningSerai.chat("light", "question " + asked++, false)))
                    .build();
            answers.add(client.sendAsync(request, BodyHandlers.ofString()));
        }
        return answers;
    }

    /** Their statuses; 0 where the connection ended. */
    private static List<Integer> statuses(List<CompletableFuture<HttpResponse<String>>> answers) {
        return answers.stream().map(QuotaAfterKillTest::status).toList();
    }

    private static int status(CompletableFuture<HttpResponse<String>> answer) {
        try {
            return answer.join().statusCode();
        } catch (CompletionException e) {
            return 0;
        }
    }
}
