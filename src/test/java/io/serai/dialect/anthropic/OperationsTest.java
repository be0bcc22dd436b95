package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect.ModelEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What needs no model. */
class OperationsTest {
    private static final List<ModelEntry> MODELS = List.of(
            new ModelEntry("auto", "serai"), new ModelEntry("groq/x", "groq"), new ModelEntry("demo/echo", "demo"));

    private static JsonNode ask(String operation, String path, Map<String, String> query, String body) {
        return Trees.tree(Objects.requireNonNull(Trees.SERVER.operations().get(operation))
                .answer(new Inbound(path, query, Map.of(), Trees.bytes(body)), MODELS));
    }

    private static JsonNode page(Map<String, String> query) {
        return ask("models", "/v1/models", query, "");
    }

    /** @see <a href="https://platform.claude.com/docs/en/api/models/list">List models</a> */
    @Test
    void allModelsAtOnce() {
        JsonNode page = page(Map.of());
        assertThat(page.path("data"))
                .extracting(model -> model.path("id").asText())
                .containsExactly("auto", "groq/x", "demo/echo");
        assertThat(page.at("/data/0/type").asText()).isEqualTo("model");
        assertThat(page.at("/data/0/created_at").asText()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(page.path("has_more").asBoolean()).isFalse();
        assertThat(page.path("first_id").asText()).isEqualTo("auto");
        assertThat(page.path("last_id").asText()).isEqualTo("demo/echo");
    }

    @Test
    void pages() {
        JsonNode first = page(Map.of("limit", "2"));
        assertThat(first.path("data")).hasSize(2);
        assertThat(first.path("has_more").asBoolean()).isTrue();
        JsonNode second = page(Map.of("limit", "2", "after_id", "groq/x"));
        assertThat(second.path("data")).hasSize(1);
        assertThat(second.path("has_more").asBoolean()).isFalse();
        JsonNode back = page(Map.of("limit", "1", "before_id", "demo/echo"));
        assertThat(back.at("/data/0/id").asText()).isEqualTo("groq/x");
        assertThat(back.path("has_more").asBoolean()).isTrue();
        assertThatThrownBy(() -> page(Map.of("limit", "all"))).isInstanceOf(RejectedException.class);
    }

    /** @see <a href="https://platform.claude.com/docs/en/api/models/retrieve">Get a model</a> */
    @Test
    void oneModel() {
        assertThat(ask("models", "/v1/models/groq/x", Map.of(), "")
                        .path("display_name")
                        .asText())
                .isEqualTo("groq/x");
        assertThatThrownBy(() -> ask("models", "/v1/models/none", Map.of(), ""))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        told -> assertThat(told.status()).isEqualTo(404));
    }

    /** @see <a href="https://platform.claude.com/docs/en/build-with-claude/token-counting">Token counting</a> */
    @Test
    void aCountOfTokens() {
        String request =
                "{'model':'m','system':'You are a scientist','messages':[{'role':'user','content':'Hello, Claude'}]}";
        assertThat(ask("countTokens", "/v1/messages/count_tokens", Map.of(), request)
                        .path("input_tokens")
                        .asInt())
                .isBetween(10, 20);
        assertThatThrownBy(() -> ask("countTokens", "", Map.of(), "{}")).isInstanceOf(RejectedException.class);
    }
}
