package io.serai.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.serai.ChildSerai;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long a browser with an empty cache takes until the first view is there, and what twenty viewers cost Serai while it
 * answers requests:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.page.PageBench
 * </pre>
 */
public final class PageBench implements AutoCloseable {
    private static final int VISITS = 15;
    private static final int VIEWERS = 20;
    private static final int PROVIDERS = 12;
    private static final int TURNS = 4;
    private static final Duration WARMTH = Duration.ofSeconds(40);
    private static final Duration TURN = Duration.ofSeconds(20);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    /** Notes when the first bar is painted, by the browser's own clock since it began to load the page. */
    private static final String SEEN = """
            let seen = false;
            new MutationObserver(() => {
              if (!seen && document.querySelector('article[aria-label=v0] progress')) {
                seen = true;
                requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.seen = performance.now(); }));
              }
            }).observe(document, { childList: true, subtree: true });""";

    private final ChildSerai serai;
    private final ProcessHandle process;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int question;

    private PageBench(Path folder, HealthyVendor vendor) throws Exception {
        RunningSerai.Setup files = RunningSerai.in(folder).with("serai.ledger.enabled", "true");
        for (int i = 0; i < PROVIDERS; i++) {
            files.provider("v" + i, vendor, "keys", "a,b", "limits", "600/min, 100000/day, 1000000 tokens/min");
        }
        files.write();
        serai = ChildSerai.start(folder, "@" + Path.of("java.options").toAbsolutePath());
        process = ProcessHandle.of(serai.pid()).orElseThrow();
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("page-bench");
        try (HealthyVendor vendor = new HealthyVendor("v");
                PageBench bench = new PageBench(folder, vendor);
                Chromium chromium = Chromium.start().orElseThrow()) {
            bench.visits(chromium);
            bench.viewers();
        }
        System.exit(0);
    }

    private void visits(Chromium chromium) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < VISITS; i++) {
            try (BrowserContext context = chromium.browser().newContext()) {
                Page page = context.newPage();
                page.addInitScript(SEEN);
                page.navigate(serai.address().toString());
                millis.add(Double.valueOf(page.locator("html[data-seen]").getAttribute("data-seen")));
            }
        }
        double first = millis.removeFirst();
        Collections.sort(millis);
        System.out.printf(
                "first view: %.0f ms the first time after the start, then %.0f ms (median), %.0f ms (slowest of %d)%n",
                first, millis.get(millis.size() / 2), millis.getLast(), millis.size());
    }

    private void viewers() throws Exception {
        load(WARMTH);
        double without = 0;
        double with = 0;
        for (int i = 0; i < TURNS; i++) {
            without += load(TURN) / TURNS;
            HttpClient viewers = HttpClient.newHttpClient();
            for (int j = 0; j < VIEWERS; j++) {
                var unused = viewers.sendAsync(
                        HttpRequest.newBuilder(uri("/admin/events")).build(), BodyHandlers.discarding());
            }
            with += load(TURN) / TURNS;
            viewers.shutdownNow();
        }
        System.out.printf(
                "beside five requests a second: %.1f %% of a core without viewers, %.1f %% with %d%n",
                100 * without, 100 * with, VIEWERS);
    }

    /** Asks for so long, and returns how much of a core Serai has used. */
    private double load(Duration length) throws Exception {
        long begun = System.nanoTime();
        Duration before = process.info().totalCpuDuration().orElseThrow();
        while (System.nanoTime() - begun < length.toNanos()) {
            String body = RunningSerai.chat("v" + question % PROVIDERS + "/m", "question " + question++, false);
            var unused = http.send(
                    HttpRequest.newBuilder(uri("/v1/chat/completions"))
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        Duration used = process.info().totalCpuDuration().orElseThrow().minus(before);
        return used.toNanos() / (double) (System.nanoTime() - begun);
    }

    private URI uri(String path) {
        return serai.address().resolve(path);
    }

    @Override
    public void close() throws Exception {
        serai.close();
    }
}
