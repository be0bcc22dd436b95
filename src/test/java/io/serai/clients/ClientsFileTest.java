package io.serai.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code clients.yaml} says means the same whenever it is read. */
class ClientsFileTest {
    private static final String KEY = "keys:\n  shop:\n    hash: sha256:" + "0".repeat(64) + "\n    expires: ";

    @ParameterizedTest
    @ValueSource(strings = {"http-0a1b2c3d", "admin-x", "viewer-x"})
    void idsOfTheSettingsKeysAreNobodyElses(String id) {
        ClientsFile.Read read = ClientsFile.read(
                (KEY.replace("shop", id) + "2027-01-31\n").getBytes(StandardCharsets.UTF_8),
                () -> Instant.parse("2026-11-30T10:00:00Z"),
                name -> null);
        assertThat(read.mistakes()).singleElement().satisfies(mistake -> {
            assertThat(mistake.line()).isEqualTo(2);
            assertThat(mistake.text()).contains(id, "keys of the settings");
        });
    }

    @ParameterizedTest
    @CsvSource({"2027-01-31, true", "2027-01-31T08:00:00Z, true", "30d, false", "24h, false", "2 weeks, false"})
    void anEndIsAMomentThatNoSaveMoves(String end, boolean taken) {
        ClientsFile.Read read = ClientsFile.read(
                (KEY + '"' + end + "\"\n").getBytes(StandardCharsets.UTF_8),
                () -> Instant.parse("2026-11-30T10:00:00Z"),
                name -> null);
        assertThat(read.mistakes().isEmpty()).as(read.mistakes().toString()).isEqualTo(taken);
        if (!taken) {
            assertThat(read.mistakes()).singleElement().satisfies(mistake -> {
                assertThat(mistake.line()).isEqualTo(4);
                assertThat(mistake.text()).contains("`expires`", "begin anew at each save");
            });
        }
    }
}
