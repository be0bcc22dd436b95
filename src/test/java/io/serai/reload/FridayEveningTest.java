package io.serai.reload;

import static io.serai.reload.Gateway.CHAT;
import static io.serai.reload.Gateway.POOLS;
import static io.serai.reload.Gateway.PROVIDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five edits that an operator makes on a Friday evening, one after the other, on a gateway that goes on running. */
class FridayEveningTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration FOLDER = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void fiveEditsByEditingFilesOnly() throws IOException {
        try (HealthyVendor one = new HealthyVendor("one");
                HealthyVendor two = new HealthyVendor("two");
                HealthyVendor cheap = new HealthyVendor("cheap");
                RunningSerai serai = RunningSerai.in(directory)
                        .provider("one", one)
                        .provider("two", two, "limits", "4/day")
                        .pool("light", "one/small", "two/small")
                        .pool("heavy", "one/large")
                        .start()) {
            Gateway gateway = new Gateway(directory);
            Client client = new Client(serai.uri("/"));

            // A vendor that speaks OpenAI's dialect.
            gateway.save(PROVIDERS, gateway.read(PROVIDERS) + """
                    - templatedRoute:
                        routeTemplateRef: provider
                        routeId: cheap
                        parameters:
                          - { name: name, value: cheap }
                          - { name: url, value: "%s" }
                    """.formatted(cheap.url()));
            await("a vendor", () -> target(client, "cheap/tiny").equals("cheap/tiny"));

            // The order of failover.
            gateway.replace(
                    POOLS,
                    "one/small\n              - to: llm:two/small",
                    "two/small\n              - to: llm:one/small");
            await("the order", () -> target(client, "light").equals("two/small"));

            // Half the limit: after the call that was made, one is left.
            assertThat(two.requests())
                    .filteredOn(request -> request.method().equals("POST"))
                    .hasSize(1);
            int revision = revision(client);
            gateway.replace(PROVIDERS, "4/day", "2/day");
            await("the limit", () -> revision(client) > revision);
            assertThat(target(client, "light")).isEqualTo("two/small");
            assertThat(target(client, "light")).isEqualTo("one/small");

            // One task to a cheap pool.
            gateway.save("routes/cheap.camel.yaml", Edits.alias("cheap").replace("one/small,two/small", "cheap/tiny"));
            gateway.replace(CHAT, "direct:pool-heavy", "direct:pool-cheap");
            await("the task", () -> target(client, "heavy").equals("cheap/tiny"));

            // A folder.
            String folder = gateway.read(Gateway.FILES);
            gateway.save(
                    "routes/reports.camel.yaml",
                    folder.substring(folder.indexOf("- route:"))
                            .replace("id: folder\n", "id: reports\n")
                            .replace("/inbox", "/reports"));
            await("the folder", () -> Files.isDirectory(gateway.path("reports")));
            Files.writeString(gateway.path("reports/monday.txt"), "Hello");
            Eventually.await("the answer", FOLDER, () -> Files.exists(gateway.path("outbox/monday.txt")));
            assertThat(gateway.path("outbox/monday.txt")).hasContent("one says: Hello");

            assertThat(client.routes().path("refused").isNull()).isTrue();
        }
    }

    private static void await(String what, java.util.function.BooleanSupplier effective) {
        Eventually.await(what, SOON, effective);
    }

    private static int revision(Client client) {
        return client.routes().path("revision").asInt();
    }

    private String target(Client client, String model) {
        return client.target(model, "question " + questions.incrementAndGet());
    }
}
