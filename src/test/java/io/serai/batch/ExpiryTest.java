package io.serai.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.chat.RejectedException;
import io.serai.dialect.Json;
import io.serai.store.Store;
import io.serai.store.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files go when their client has said so. */
class ExpiryTest {
    private static final Owner OWNER = new Owner("owner", "");

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-11-30T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"anchor\":\"created_at\",\"seconds\":3600} | 3600",
                "{\"anchor\":\"created_at\",\"seconds\":2592000} | 2592000",
                "null | 0",
            })
    void anObjectSaysFor(String json, long seconds) {
        assertThat(Expiry.of(Json.parse(json.getBytes(StandardCharsets.UTF_8)), "expires_after"))
                .isEqualTo(seconds);
        assertThat(Expiry.ofForm(Map.of("expires_after", json), "expires_after"))
                .isEqualTo(seconds);
    }

    @Test
    void aFormSaysForHowLong() {
        assertThat(Expiry.ofForm(
                        Map.of(
                                "purpose", "batch",
                                "expires_after[anchor]", "created_at",
                                "expires_after[seconds]", "7200"),
                        "expires_after"))
                .isEqualTo(7200);
        assertThat(Expiry.ofForm(Map.of("purpose", "batch"), "expires_after")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"anchor\":\"created_at\",\"seconds\":3599}",
                "{\"anchor\":\"created_at\",\"seconds\":2592001}",
                "{\"anchor\":\"created_at\",\"seconds\":\"soon\"}",
                "{\"anchor\":\"created_at\"}",
                "{\"anchor\":\"last_active_at\",\"seconds\":3600}",
                "{\"seconds\":3600}",
                "3600",
                "{oops",
            })
    void anythingElseIsRefused(String text) {
        RejectedException why = catchThrowableOfType(
                RejectedException.class, () -> Expiry.ofForm(Map.of("expires_after", text), "expires_after"));

        assertThat(why.status()).isEqualTo(400);
        assertThat(why.reason()).contains("created_at", "3600", "2592000");
    }

    @Test
    void aFileIsGoneWhenItsTimeIsOver() throws Exception {
        try (Store store = new Store(StoreSettings.in(directory));
                Batches batches = batches(store)) {
            StoredFile kept = batches.files().keep(OWNER, "kept", "batch", file("kept"), 0);
            StoredFile passing = batches.files().keep(OWNER, "passing", "batch", file("passing"), 3_600);
            now = now.plusSeconds(3_599);
            assertThat(batches.files().find(OWNER, passing.id(), "id").expires())
                    .isEqualTo(passing.created() + 3_600_000);
            assertThat(ids(batches)).containsExactlyInAnyOrder(kept.id(), passing.id());

            now = now.plusSeconds(1);

            assertThat(catchThrowableOfType(
                                    RejectedException.class,
                                    () -> batches.files().find(OWNER, passing.id(), "id"))
                            .status())
                    .isEqualTo(404);
            assertThat(ids(batches)).containsExactly(kept.id());
            Path content = batches.files().content(passing);
            StoredFile next = batches.files().keep(OWNER, "next", "batch", file("next"), 3_600);
            assertThat(content).as("makes room for the next").doesNotExist();
            assertThat(batches.files().content(kept)).exists();
            now = now.plusSeconds(3_600);
            Path last = batches.files().content(next);
            batches.tidying().old();
            assertThat(last).doesNotExist();
        }
    }

    private static List<String> ids(Batches batches) {
        return batches.files().list(OWNER, "", "", true, 10).stream()
                .map(StoredFile::id)
                .toList();
    }

    private Path file(String name) throws Exception {
        return Files.writeString(directory.resolve(name), name);
    }

    private Batches batches(Store store) {
        return new Batches(
                store,
                () -> store.begin(Duration.ZERO),
                new Shelf(directory.resolve("data")),
                (line, owner) -> {
                    throw new AssertionError("No line is asked.");
                },
                () -> now,
                1 << 20,
                8,
                Duration.ZERO,
                0,
                Duration.ofSeconds(15));
    }
}
