package io.serai.dialect.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Dialects;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect.Known;
import io.serai.dialect.ServerDialect.ModelEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of models have the length of a context where it is known, under the name that clients of the dialect look for. */
class ListedModelsTest {
    private static final ModelEntry LONG =
            new ModelEntry("long", "groq", new Known(131_072, true, false, false, false));
    private static final ModelEntry UNKNOWN = new ModelEntry("unknown", "groq");

    @ParameterizedTest
    @CsvSource({"anthropic, max_input_tokens, /v1/models", "gemini, inputTokenLimit, /v1beta/models"})
    void haveTheLengthOfTheContext(String dialect, String name, String path) {
        byte[] listed = Dialects.SERVERS.stream()
                .filter(one -> one.name().equals(dialect))
                .map(one -> Objects.requireNonNull(one.operations().get("models")))
                .findFirst()
                .orElseThrow()
                .answer(new Inbound(path, Map.of(), Map.of(), new byte[0]), List.of(LONG, UNKNOWN));

        assertThat(new String(listed, StandardCharsets.UTF_8))
                .containsOnlyOnce("\"" + name + "\":131072")
                .contains("unknown");
    }
}
