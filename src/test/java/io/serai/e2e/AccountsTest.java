package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.provider.Provider;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an account's keys come from. Each variable of the test is one that every machine has. */
class AccountsTest {
    private static final String VARIABLE = "HOME";

    /** One line is a whole account; a server of one's own never gets the key of a vendor. */
    @Test
    void aLineTakesItsKeyFromTheVariableThatTheCatalogueNames(@TempDir Path directory) {
        String catalog = """
            lined: { dialect: openai, url: "https://lined.test/v1", key: HOME, limits: 9/min }
            """;
        String lines = """
            - templatedRoute: { routeTemplateRef: provider, routeId: lined, parameters: [ { name: name, value: lined } ] }
            - templatedRoute: { routeTemplateRef: provider, routeId: blank, parameters: [ { name: name, value: blank }, { name: vendor, value: lined }, { name: keys, value: "" } ] }
            - templatedRoute: { routeTemplateRef: provider, routeId: own, parameters: [ { name: name, value: own }, { name: vendor, value: lined }, { name: url, value: "http://127.0.0.1:1/v1" } ] }
            """;
        try (RunningSerai serai = RunningSerai.in(directory)
                .file("catalog.yaml", catalog)
                .file("routes/accounts.camel.yaml", lines)
                .start()) {
            assertThat(provider(serai, "lined").keys()).containsExactly(System.getenv(VARIABLE));
            assertThat(provider(serai, "lined").on()).isTrue();
            assertThat(provider(serai, "blank").keys()).isEmpty();
            assertThat(provider(serai, "blank").on()).isFalse();
            assertThat(provider(serai, "own").keys()).isEmpty();
        }
    }

    private static Provider provider(RunningSerai serai, String name) {
        Provider provider = serai.serai().revisions().current().providers().find(name);
        assertThat(provider).as(name).isNotNull();
        return Objects.requireNonNull(provider);
    }
}
