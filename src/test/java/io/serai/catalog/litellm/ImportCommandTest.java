package io.serai.catalog.litellm;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.Catalog;
import io.serai.catalog.FieldCheck;
import io.serai.catalog.Model;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A table in LiteLLM's form. Its fields are those that its {@code sample_spec} explains; the numbers are made up.
 *
 * @see <a href="https://docs.litellm.ai/docs/provider_registration/add_model_pricing">the form</a>
 */
class ImportCommandTest {
    private static final String TABLE = """
            {
              "sample_spec": { "litellm_provider": "one of https://docs.litellm.ai/docs/providers", "mode": "one of: chat" },
              "groq/openai/gpt-oss-120b": {
                "litellm_provider": "groq", "mode": "chat", "max_tokens": 32766, "max_input_tokens": 131072,
                "max_output_tokens": 32766, "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
                "cache_read_input_token_cost": 7.5e-08, "supports_function_calling": true, "supports_vision": false
              },
              "groq/whisper-large-v3": { "litellm_provider": "groq", "mode": "audio_transcription", "input_cost_per_second": 3e-05 },
              "gpt-none": {
                "litellm_provider": "openai", "mode": "chat", "max_input_tokens": 400000, "max_output_tokens": 128000,
                "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05, "supports_function_calling": true,
                "supports_vision": true, "supports_response_schema": true, "supports_reasoning": true, "deprecation_date": "2027-06-01"
              },
              "gpt-old": {
                "litellm_provider": "openai", "mode": "chat", "deprecation_date": "2026-11-20", "input_cost_per_token": 1e-06,
                "output_cost_per_token": 2e-06
              },
              "ft:gpt-none": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 3e-06, "output_cost_per_token": 6e-06 },
              "text-embedding-none": {
                "litellm_provider": "openai", "mode": "embedding", "max_input_tokens": 8191, "max_output_tokens": 3072,
                "input_cost_per_token": 2e-08, "output_cost_per_token": 0.0
              },
              "openrouter/qwen/none:free": { "litellm_provider": "openrouter", "mode": "chat", "input_cost_per_token": 0, "output_cost_per_token": 0 },
              "command-none": { "litellm_provider": "cohere_chat", "mode": "chat", "input_cost_per_token": "much" },
              "command-new": { "litellm_provider": "cohere_chat", "mode": "chat", "max_input_tokens": 256000 },
              "bedrock/none": { "litellm_provider": "bedrock", "mode": "chat" },
              "vertex_ai/none": { "litellm_provider": "vertex_ai", "mode": "chat" },
              "vertex_ai/nothing": { "litellm_provider": "vertex_ai", "mode": "image_generation" }
            }
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private Path catalog;

    @BeforeEach
    void nameIt() {
        catalog = directory.resolve("catalog.yaml");
    }

    @Test
    void tableIsTakenOverIntoANewFile() throws IOException {
        assertThat(run(TABLE)).isEqualTo(ImportCommand.DONE);
        assertThat(Files.readString(catalog)).isEqualTo("""
                # What `import` took over, and replaces the next time. What you write outside of this part takes precedence.
                imported:
                  cohere:
                    models:
                      - { id: command-new, context: 256000 }
                  cohere-v2:
                    models:
                      - { id: command-new, context: 256000 }
                  groq:
                    models:
                      - { id: openai/gpt-oss-120b, output: 32766, price: { in: 0.15, out: 0.6, cached: 0.075 } }
                  openai:
                    models:
                      - { id: gpt-none, context: 400000, output: 128000, can: [tools, vision, json, reasoning], price: { in: 1.25, out: 10 } }
                      - { id: text-embedding-none, context: 8191, can: [embedding], price: { in: 0.02, out: 0 } }
                  openrouter:
                    models:
                      - { id: "qwen/none:free", price: 0 }
                """);
        assertThat(told()).isEqualTo("""
                catalog.yaml: took 6 models (openai 2, cohere 1, cohere-v2 1, groq 1, openrouter 1)
                left out of vendors that Serai does not know: 3 models (vertex_ai 2, bedrock 1)
                left out of other kinds: 3 models (audio_transcription 1, retired 1, trained by users 1)
                left out because they make no sense: 1 ('command-none': input_cost_per_token is 'much')
                """);
    }

    @Test
    void whatTheUserWroteStaysAndCountsMore() throws IOException {
        String mine = """
                # My prices.
                groq:
                  limits: 7/min   # agreed
                  models:
                    - { id: openai/gpt-oss-120b, context: 1000 }
                """;
        Files.writeString(catalog, mine);
        run(TABLE);
        assertThat(Files.readString(catalog)).startsWith(mine + "\n# What `import` took over");
        Model model = model("groq", "openai/gpt-oss-120b");
        assertThat(model.context()).isEqualTo(1000);
        assertThat(model.output()).isEqualTo(32766);
        assertThat(model.can())
                .isEqualTo(Catalog.shipped()
                        .model("groq", "openai/gpt-oss-120b")
                        .orElseThrow()
                        .can());
    }

    @Test
    void secondImportReplacesTheFirstAndNothingElse() throws IOException {
        Files.writeString(catalog, "mine: { dialect: openai, url: \"http://localhost:1/v1\" }\n");
        run(TABLE);
        String first = Files.readString(catalog);
        Files.writeString(catalog, first + "\n# And this comes after it.\ncerebras:\n  limits: 1/min\n");
        run(TABLE.replace("1.5e-07", "3e-07"));
        assertThat(Files.readString(catalog))
                .isEqualTo(first.replace("in: 0.15", "in: 0.3")
                        + "\n# And this comes after it.\ncerebras:\n  limits: 1/min\n");
    }

    @Test
    void commentAtTheMarginDoesNotEndThePart() {
        String file = "imported:\n  groq:\n# now\n    models: []\n\n# mine\nopenai: {}\n";
        assertThat(Section.into(file, "imported: {}\n")).isEqualTo("imported: {}\n\n# mine\nopenai: {}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a": {}}           | table.json is no table of prices as LiteLLM publishes it: no entry in it has a litellm_provider
            []                  | table.json is no table of prices
            {"a": {"litellm_provider": "bedrock", "mode": "chat"}} | table.json has no model of a vendor that Serai knows
            "text"              | table.json is no table of prices
            {"a": 1, "a": 2}    | table.json:1 is no JSON: found duplicate key a
            {"a": [}            | table.json:1 is no JSON:
            """)
    void whatIsNoTableIsRefused(String json, String message) throws IOException {
        assertThat(run(json)).isEqualTo(ImportCommand.CANNOT);
        assertThat(told()).contains(message);
        assertThat(catalog).doesNotExist();
    }

    @Test
    void fileThatIsNotThereIsTold() {
        assertThat(new ImportCommand(catalog, LocalDate.of(2026, 11, 21)).run(directory.resolve("none.json"), stream()))
                .isEqualTo(ImportCommand.CANNOT);
        assertThat(told()).startsWith("There is no file ").contains("none.json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            groq: { limit: 7/min }  | catalog.yaml is wrong already; correct it first:
            {groq: {limits: 7/min}} | catalog.yaml would become wrong, so nothing is written
            """)
    void catalogueThatCannotTakeItStaysAsItIs(String mine, String message) throws IOException {
        Files.writeString(catalog, mine);
        assertThat(run(TABLE)).isEqualTo(ImportCommand.CANNOT);
        assertThat(told()).contains(message);
        assertThat(Files.readString(catalog)).isEqualTo(mine);
    }

    @Test
    void everyNameIsOneOfAVendorOfTheCatalogue() {
        assertThat(Names.read().all().values().stream().flatMap(it -> it.stream()))
                .allMatch(vendor -> Catalog.shipped().vendor(vendor).isPresent());
    }

    private int run(String json) throws IOException {
        Path table = directory.resolve("table.json");
        Files.writeString(table, json);
        return new ImportCommand(catalog, LocalDate.of(2026, 11, 21)).run(table, stream());
    }

    private PrintStream stream() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Model model(String vendor, String id) throws IOException {
        return Catalog.shippedWith(Files.readAllBytes(catalog), "catalog.yaml", FieldCheck.NONE)
                .model(vendor, id)
                .orElseThrow();
    }
}
