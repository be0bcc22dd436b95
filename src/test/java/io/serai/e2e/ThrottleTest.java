package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.Held;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The throttle in a provider's route decides on the shortest window of its limits, whatever becomes of the routes meanwhile. */
class ThrottleTest {
    private static final String TEMPLATE = "routes/parts/provider.camel.yaml";
    private static final Path EARLIER = Path.of("src/test/resources/earlier-routes/parts/provider.camel.yaml");
    private static final String NUMBER = "                          method: { ref: \"{{entry}}\", method: permits }\n";

    @TempDir
    Path directory;

    private RunningSerai.Setup limited(HealthyVendor vendor, String... parameters) {
        return RunningSerai.in(directory)
                .with("serai.http.wait", "0s")
                .provider("v", vendor, parameters)
                .pool("light", "v/small");
    }

    @Test
    void itRejectsWithATrueTimeAndOtherKeysAreTried() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = limited(vendor, "keys", "key-a,key-b", "limits", "3/min, 100/day")
                        .start()) {
            assertThat(answered(serai, 8)).isEqualTo(6);

            HttpResponse<String> answer = serai.ask("light", "one more");
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).contains("the limit of 3 requests in 1m is used up");
            assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                    .isBetween(30L, 62L);
            assertThat(answer.headers().firstValue("x-serai-attempts").orElseThrow())
                    .matches("v/small throttled \\d+ms");
            assertThat(vendor.requests().stream()
                            .filter(request -> request.path().endsWith("/chat/completions"))
                            .map(request -> request.header("authorization"))
                            .distinct())
                    .hasSize(2);
        }
    }

    @Test
    void withoutTheStepMoreCallsGoThroughAndLongerWindowsStillHold() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = limited(vendor, "limits", "3/min, 9/day").start()) {
            assertThat(answered(serai, 5)).isEqualTo(3);

            String text = Files.readString(directory.resolve(TEMPLATE));
            int step = text.indexOf("                      - throttle:");
            int next = text.indexOf("                      - process:", step);
            save(serai, text.substring(0, step) + text.substring(next));
            assertThat(answered(serai, 10)).isEqualTo(6);
        }
    }

    @Test
    void itsNumbersInTheRouteRule() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = limited(vendor, "limits", "4/min").start()) {
            edit(serai, NUMBER, "                          constant: \"2\"\n");
            assertThat(answered(serai, 5)).isEqualTo(2);
            assertThat(serai.ask("light", "x").body()).contains("its throttle lets no more requests through");

            edit(serai, "constant: \"2\"", "constant: \"20\"");
            assertThat(answered(serai, 7)).isEqualTo(7);
        }
    }

    @Test
    void aLongerPeriodInTheRouteRules() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = limited(vendor, "limits", "2/s").start()) {
            edit(serai, "\"{{limit:millis {{name}}/{{vendor}} {{limits}}}}\"", "\"600000\"");
            assertThat(answered(serai, 2)).isEqualTo(2);
            for (long end = System.nanoTime() + 2_500_000_000L; System.nanoTime() < end; ) {
                assertThat(answered(serai, 1)).isZero();
            }
        }
    }

    /** Each edit brings a throttle that knows of no call; the calls of the one before go on meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLimitHoldsAcrossEditsUnderLoad(boolean withEarlierTemplate) throws Exception {
        String now = Files.readString(Path.of(TEMPLATE));
        String before = withEarlierTemplate ? Files.readString(EARLIER) : now + "\n# edited\n";
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = limited(vendor, "keys", "key-a,key-b", "limits", "60/min, 100000/day")
                        .start();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean enough = new AtomicBoolean();
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                counts.add(clients.submit(asking(serai, enough)));
            }
            for (int edit = 0; edit < 6; edit++) {
                save(serai, edit % 2 == 0 ? before : now);
            }
            enough.set(true);
            int answered = 0;
            for (Future<Integer> count : counts) {
                answered += count.get();
            }
            assertThat(answered).isEqualTo(120);
            assertThat(chats(vendor)).isEqualTo(120);
        }
    }

    private static Callable<Integer> asking(RunningSerai serai, AtomicBoolean enough) {
        return () -> {
            int answered = 0;
            while (!enough.get()) {
                answered += answered(serai, 1);
            }
            return answered;
        };
    }

    @Test
    void aLimitHoldsAcrossARestart() {
        try (HealthyVendor vendor = new HealthyVendor("v")) {
            RunningSerai.Setup setup = limited(vendor, "limits", "4/min");
            try (RunningSerai serai = setup.start()) {
                assertThat(answered(serai, 3)).isEqualTo(3);
            }
            try (RunningSerai serai = setup.start()) {
                assertThat(answered(serai, 3)).isEqualTo(1);
            }
        }
    }

    @Test
    void whatAnotherLimitRefusesUsesUpNothingOfIt() throws Exception {
        try (Held vendor = new Held("v");
                RunningSerai serai =
                        limited(vendor, "limits", "4/min, 1 parallel").start();
                ExecutorService client = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = client.submit(() -> answered(serai, 1));
            while (chats(vendor) == 0) {
                Thread.onSpinWait();
            }
            assertThat(answered(serai, 8)).isZero();
            vendor.release();
            assertThat(first.get()).isOne();
            assertThat(answered(serai, 5)).isEqualTo(3);
        }
    }

    @Test
    void aLimitThatIsTooLargeForItIsTheQuotas() throws Exception {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai =
                        limited(vendor, "limits", "1000000/s, 3/day").start()) {
            assertThat(answered(serai, 5)).isEqualTo(5 - 2);
            edit(serai, NUMBER, "                          constant: \"0\"\n");
            assertThat(serai.get("/admin/routes").body()).contains("\"revision\":2");
        }
    }

    private static int answered(RunningSerai serai, int calls) {
        int answered = 0;
        for (int i = 0; i < calls; i++) {
            HttpResponse<String> answer = serai.post(
                    "/v1/chat/completions", RunningSerai.chat("light", "question", false), "cache-control", "no-store");
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 429);
            answered += answer.statusCode() == 200 ? 1 : 0;
        }
        return answered;
    }

    private static long chats(HealthyVendor vendor) {
        return vendor.requests().stream()
                .filter(request -> request.path().endsWith("/chat/completions"))
                .count();
    }

    private void edit(RunningSerai serai, String... fromTo) throws Exception {
        String text = Files.readString(directory.resolve(TEMPLATE));
        for (int i = 0; i < fromTo.length; i += 2) {
            assertThat(text).contains(fromTo[i]);
            text = text.replace(fromTo[i], fromTo[i + 1]);
        }
        save(serai, text);
    }

    private void save(RunningSerai serai, String text) throws Exception {
        Files.writeString(directory.resolve(TEMPLATE), text);
        HttpResponse<String> answer = serai.post("/admin/routes/reload", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
