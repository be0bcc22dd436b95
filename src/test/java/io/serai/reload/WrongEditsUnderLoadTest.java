package io.serai.reload;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.revision.Revisions.Refusal;
import io.serai.revision.Watcher;
import io.serai.revision.check.WrongEdits;
import io.serai.revision.check.WrongEdits.Edit;
import io.serai.wire.SlowTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Wrong edits of a running gateway, one after the other, while others use it: each is told once, and nobody notices. */
class WrongEditsUnderLoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    /** One edit in so many is made in each run. */
    private static final int SOME = 6;

    @Test
    void someAreRefusedAndToldOnceAndNoAnswerFails() throws IOException {
        refuses(edits(true));
    }

    @Tag("slow")
    @Test
    void allOthersAreRefusedAndToldOnceAndNoAnswerFails() throws IOException {
        refuses(edits(false));
    }

    private static List<Edit> edits(boolean some) {
        List<Edit> all = WrongEdits.all().toList();
        return IntStream.range(0, all.size())
                .filter(i -> i % SOME == 0 == some)
                .mapToObj(all::get)
                .toList();
    }

    private void refuses(List<Edit> edits) throws IOException {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Watcher.class);
        try (SlowTokens vendor = new SlowTokens("v", Duration.ofMillis(50));
                RunningSerai serai = shipped(vendor)) {
            Client client = new Client(serai.uri("/"));
            assertThat(edits).hasSizeGreaterThan(10);
            Gateway gateway = new Gateway(directory);
            int revision = serai.serai().revisions().current().number();
            log.start();
            logger.addAppender(log);
            Traffic traffic = new Traffic(client, "v/small", 40);
            try (traffic) {
                traffic.start(5, 20);
                Edit before = null;
                String good = "";
                for (Edit edit : edits) {
                    String text =
                            edit.file().equals(before == null ? "" : before.file()) ? good : gateway.read(edit.file());
                    Refusal last = serai.serai().revisions().refusal();
                    // The mistake before is corrected in the same change.
                    if (before != null && !before.file().equals(edit.file())) {
                        gateway.save(before.file(), good);
                    }
                    gateway.save(edit.file(), edit.applied(text));
                    before = edit;
                    good = text;
                    Eventually.await(
                            edit.message(),
                            PATIENCE,
                            () -> isOf(serai.serai().revisions().refusal(), last, edit));
                }
            } finally {
                logger.detachAppender(log);
            }
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.streamed()).isPositive();
            assertThat(serai.serai().revisions().current().number()).isEqualTo(revision);
            List<String> told = told(log);
            assertThat(told).hasSizeGreaterThanOrEqualTo(edits.size());
            for (int i = 1; i < told.size(); i++) {
                assertThat(told.get(i)).as("is told once").isNotEqualTo(told.get(i - 1));
            }
        }
    }

    /** What was told of each refusal. A file that is seen while it is written may be one more. */
    private static List<String> told(ListAppender<ILoggingEvent> log) {
        return Arrays.stream(log.list.stream()
                        .map(ILoggingEvent::getFormattedMessage)
                        .collect(Collectors.joining("\n"))
                        .split("The change is refused, "))
                .filter(text -> !text.isBlank())
                .toList();
    }

    /** The shipped files, with a vendor besides. The address stays the test's own, as it is that of the start. */
    private RunningSerai shipped(SlowTokens vendor) throws IOException {
        RunningSerai serai = RunningSerai.in(directory)
                .asShipped()
                .with("serai.watch", "50ms")
                .with("my.vendor", vendor.url())
                .start();
        Gateway gateway = new Gateway(directory);
        gateway.save("routes/v.camel.yaml", """
                - templatedRoute:
                    routeTemplateRef: provider
                    routeId: v
                    parameters:
                      - { name: name, value: v }
                      - { name: url, value: "{{my.vendor}}" }
                """);
        gateway.save(
                Gateway.SETTINGS,
                Files.readString(Path.of(Gateway.SETTINGS)) + "\nserai.broker.enabled = false\nmy.vendor = "
                        + vendor.url() + "\n");
        Client client = new Client(serai.uri("/"));
        Eventually.await(
                "the shipped settings",
                PATIENCE,
                () -> client.routes().path("afterRestart").toString().contains("serai.http.port")
                        && client.target("v/small", "hello").equals("v/small"));
        return serai;
    }

    private static boolean isOf(@Nullable Refusal refusal, @Nullable Refusal last, Edit edit) {
        return refusal != null
                && refusal != last
                && refusal.findings().stream()
                        .anyMatch(it ->
                                it.matches("(?s)\\Q" + edit.file() + "\\E(:\\d+)? .*") && it.contains(edit.message()));
    }
}
