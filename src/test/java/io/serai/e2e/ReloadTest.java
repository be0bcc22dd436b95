package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.SlowTokens;
import io.serai.wire.Unavailable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A save in routes/ takes effect on the running gateway, and no request notices. */
class ReloadTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void aSavedPoolAnswers() throws IOException {
        try (HealthyVendor one = new HealthyVendor("one");
                HealthyVendor two = new HealthyVendor("two");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("one", one)
                        .provider("two", two)
                        .pool("light", "one/small", "two/small")
                        .start()) {
            assertThat(target(serai, "before")).isEqualTo("one/small");

            edit("routes/pools.camel.yaml", "llm:one/small", "llm:two/other");

            awaitTarget(serai, "two/other");
        }
    }

    @Test
    void aWrongEditChangesNothing() throws IOException {
        try (HealthyVendor one = new HealthyVendor("one");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("one", one)
                        .pool("light", "one/small")
                        .start()) {
            edit("routes/pools.camel.yaml", "failoverLoadBalancer", "failoverLoadBalanser");
            Eventually.await("refusal", SOON, () -> serai.serai().revisions().refusal() != null);

            assertThat(target(serai, "still there")).isEqualTo("one/small");
            assertThat(serai.serai().revisions().current().number()).isEqualTo(1);

            edit("routes/pools.camel.yaml", "failoverLoadBalanser", "failoverLoadBalancer");
            Eventually.await("revision", SOON, () -> serai.serai().revisions().refusal() == null);
            assertThat(target(serai, "and again")).isEqualTo("one/small");
        }
    }

    @Test
    void aStreamThatRunsEndsOnTheRoutesOnWhichItBegan() throws Exception {
        try (SlowTokens slow = new SlowTokens("slow", Duration.ofMillis(100));
                HealthyVendor two = new HealthyVendor("two");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("one", slow)
                        .provider("two", two)
                        .pool("light", "one/small")
                        .start()) {
            CompletableFuture<HttpResponse<String>> stream =
                    CompletableFuture.supplyAsync(() -> serai.stream("light", "a b c d e f g h i j k l m n o p"));
            slow.awaitRequests(1);
            edit("routes/pools.camel.yaml", "llm:one/small", "llm:two/small");
            awaitTarget(serai, "two/small");

            assertThat(stream.isDone()).isFalse();
            assertThat(serai.serai().revisions().draining()).hasSize(1);
            assertThat(stream.get().body()).endsWith("data: [DONE]\n\n").contains("\"content\":\" p\"");
            Eventually.await(
                    "the old revision's end",
                    SOON,
                    () -> serai.serai().revisions().draining().isEmpty());
        }
    }

    @Test
    void whatIsKnownOfProvidersOutlivesAnEdit() throws IOException {
        try (HealthyVendor one = new HealthyVendor("one");
                Unavailable down = Unavailable.retryAfter(Duration.ofMinutes(5));
                HealthyVendor two = new HealthyVendor("two");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("one", one, "limits", "2/day")
                        .provider("down", down)
                        .provider("two", two)
                        .pool("light", "one/small", "down/small", "two/small")
                        .start()) {
            for (int i = 0; i < 3; i++) {
                serai.ask("light", "question " + i);
            }
            assertThat(down.count()).isEqualTo(1);

            edit("routes/pools.camel.yaml", "llm:two/small", "llm:two/other");
            awaitTarget(serai, "two/other");

            assertThat(one.count()).as("the day's limit").isEqualTo(2);
            assertThat(down.count()).as("calls to a model that rests").isEqualTo(1);
        }
    }

    @Test
    void noRequestFailsWhileFilesAreSaved() throws Exception {
        try (HealthyVendor one = new HealthyVendor("one");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("one", one)
                        .pool("light", "one/m0")
                        .start()) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger asked = new AtomicInteger();
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    int i = asked.incrementAndGet();
                    HttpResponse<String> answer =
                            i % 2 == 0 ? serai.ask("light", "load " + i) : serai.stream("light", "load " + i);
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                }
            });
            for (int i = 1; i <= 5; i++) {
                edit("routes/pools.camel.yaml", "llm:one/m" + (i - 1), "llm:one/m" + i);
                awaitTarget(serai, "one/m" + i);
            }
            stop.set(true);
            load.get();
            assertThat(asked.get()).isPositive();
            assertThat(serai.serai().revisions().current().number()).isEqualTo(6);
        }
    }

    @Test
    void theRevisionBeforeCanBeBroughtBack() throws IOException {
        try (HealthyVendor one = new HealthyVendor("one");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("one", one)
                        .pool("light", "one/first")
                        .start()) {
            edit("routes/pools.camel.yaml", "llm:one/first", "llm:one/second");
            awaitTarget(serai, "one/second");

            serai.serai().revisions().rollBack();

            assertThat(target(serai, "after the roll-back")).isEqualTo("one/first");
        }
    }

    @Test
    void theAdminPageTellsWhatRunsAndWhatWasRefused() throws IOException {
        try (HealthyVendor one = new HealthyVendor("one");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.watch", "0")
                        .provider("one", one)
                        .pool("light", "one/first")
                        .start()) {
            assertThat(serai.get("/admin/routes").body())
                    .contains("\"revision\":1")
                    .contains("\"refused\":null")
                    .contains("\"id\":\"pool-light\"")
                    .contains("\"file\":\"routes/pools.camel.yaml\"");

            edit("routes/pools.camel.yaml", "llm:one/first", "llm:one/second");
            assertThat(serai.post("/admin/routes/reload", "").body()).contains("\"revision\":2");
            assertThat(target(serai, "reloaded")).isEqualTo("one/second");

            edit("routes/pools.camel.yaml", "loadBalance", "loadBalanse");
            HttpResponse<String> refused = serai.post("/admin/routes/reload", "");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("loadBalanse").contains("\"revision\":2");
            assertThat(serai.get("/admin/routes").body()).contains("loadBalanse");

            assertThat(serai.post("/admin/routes/rollback", "").statusCode()).isEqualTo(200);
            assertThat(target(serai, "rolled back")).isEqualTo("one/first");
            assertThat(serai.get("/admin/nope").statusCode()).isEqualTo(404);
        }
    }

    private void edit(String file, String old, String replacement) throws IOException {
        Path path = directory.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Path temporary = path.resolveSibling(".edited");
        Files.writeString(temporary, text.replace(old, replacement));
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void awaitTarget(RunningSerai serai, String target) {
        AtomicInteger number = new AtomicInteger();
        Eventually.await(
                target,
                SOON,
                () -> target(serai, "poll " + target + number.incrementAndGet()).equals(target));
    }

    private static String target(RunningSerai serai, String question) {
        HttpResponse<String> answer = serai.ask("light", question);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-serai-target").orElse("");
    }
}
