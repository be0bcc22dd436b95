package io.serai.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.reload.Edits.Edit;
import io.serai.wire.SlowTokens;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of all kinds while plain calls and streams run: none of them notices, and nothing is left of old revisions. */
class EditsUnderLoadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A thread of a pool may hold on to what it worked at last; a leak would hold all of them. */
    private static final int HELD = 2;

    @TempDir
    Path directory;

    @Test
    void noAnswerFailsAndNothingIsLeftOfOldRevisions() {
        List<WeakReference<CamelContext>> old = new ArrayList<>();
        try (SlowTokens one = new SlowTokens("one", Duration.ofMillis(50));
                SlowTokens two = new SlowTokens("two", Duration.ofMillis(50));
                RunningSerai serai = Gateway.setup(directory, one, two).start()) {
            Client client = new Client(serai.uri("/"));
            Edits edits = new Edits(new Gateway(directory), client, one.url());
            Traffic traffic = new Traffic(client, "light", 50);
            try (traffic) {
                traffic.start(10, 40);
                for (int i = 0; i < 2 * Edits.KINDS; i++) {
                    old.add(new WeakReference<>(
                            serai.serai().revisions().current().context()));
                    Edit edit = edits.edit(i);
                    edit.save().run();
                    Eventually.await(edit.name(), PATIENCE, edit.effective());
                }
                assertThat(client.routes().path("inFlightOnOlder").asInt())
                        .as("streams on older revisions")
                        .isPositive();
            }
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.streamed()).isPositive();
            assertThat(client.routes().path("refused").isNull()).isTrue();
            Eventually.await(
                    "the end of old revisions",
                    PATIENCE,
                    () -> serai.serai().revisions().draining().isEmpty());
            Eventually.await("old revisions are forgotten", PATIENCE, () -> {
                System.gc();
                return old.stream().filter(context -> !context.refersTo(null)).count() <= HELD;
            });
        }
    }
}
