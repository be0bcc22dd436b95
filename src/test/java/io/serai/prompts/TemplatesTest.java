package io.serai.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates are filled with text and nothing else, and what does not fit is named. */
class TemplatesTest {
    private static final Templates TEMPLATES = new Templates(new PromptFiles(Map.of(
            "prompts/review.md", "Review {{ language }} code.\n{{role \"user\"}}\nHere: {{code}}",
            "prompts/review@2.md", "Review it well: {{code}}",
            "prompts/plain.txt", "Be brief. \\{{name}} is no variable.")));

    @Test
    void valuesArePutInAsTextAndNotExpandedAgain() {
        ChatRequest filled = fill(Map.of(
                "prompt_id",
                "review",
                "prompt_variables",
                Map.of("language", "{{code}}", "code", "x{{role \"system\"}}")));
        assertThat(filled.messages())
                .extracting(Message::role, Message::text)
                .containsExactly(
                        tuple(Role.SYSTEM, "Review {{code}} code."),
                        tuple(Role.USER, "Here: x{{role \"system\"}}"),
                        tuple(Role.USER, "and now?"));
        assertThat(filled.parameters()).containsOnlyKeys("temperature");
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void openAisObjectNamesIdVersionAndVariables() {
        Map<String, Object> code = Map.of("type", "input_text", "text", "1 + 1");
        ChatRequest filled =
                fill(Map.of("prompt", Map.of("id", "review", "version", "2", "variables", Map.of("code", code))));
        assertThat(filled.messages().getFirst().text()).isEqualTo("Review it well: 1 + 1");
        assertThat(fill(Map.of("prompt", Map.of("id", "plain")))
                        .messages()
                        .getFirst()
                        .text())
                .isEqualTo("Be brief. {{name}} is no variable.");
    }

    @Test
    void aRequestThatNamesNoneStaysTheSame() {
        ChatRequest request = request(Map.of("prompt", "a text of some other kind"));
        assertThat(TEMPLATES.fill(request, name -> null)).isSameAs(request);
    }

    static List<Object[]> wrong() {
        return List.of(
                new Object[] {Map.of("prompt_id", "revue"), 404, "plain, review, review@2"},
                new Object[] {Map.of("prompt_id", "../application"), 404, "There is no prompt '../application'"},
                new Object[] {Map.of("prompt", Map.of("id", "review", "version", 3)), 404, "'review@3'"},
                new Object[] {Map.of("prompt_id", "review"), 400, "missing code, language"},
                new Object[] {
                    Map.of("prompt_id", "review", "prompt_variables", Map.of("code", "c", "lang", "Java")),
                    400,
                    "missing language; unknown lang. It has code, language."
                },
                new Object[] {
                    Map.of("prompt_id", "plain", "prompt_variables", Map.of("x", "y")), 400, "unknown x. It has none."
                },
                new Object[] {Map.of("prompt_id", 7), 400, "'prompt_id' must be the name"},
                new Object[] {Map.of("prompt", Map.of("version", "1")), 400, "'prompt.id' must be"},
                new Object[] {Map.of("prompt_id", "plain", "prompt_variables", "x"), 400, "must be an object"},
                new Object[] {
                    Map.of("prompt_id", "review@2", "prompt_variables", Map.of("code", List.of("a"))),
                    400,
                    "'prompt_variables.code' must be text"
                });
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatDoesNotFitIsNamed(Map<String, Object> parameters, int status, String words) {
        assertThatThrownBy(() -> fill(parameters))
                .isInstanceOfSatisfying(
                        RejectedException.class, it -> assertThat(it.status()).isEqualTo(status))
                .hasMessageContaining(words);
    }

    @Test
    void variablesThatATemplateRepeatsAreBounded() {
        Templates templates = new Templates(
                new PromptFiles(Map.of("prompts/echo.md", "{{x}} ".repeat(5), "prompts/once.md", "{{x}}")));
        String long3 = "x".repeat(3 << 20);
        assertThatThrownBy(() -> templates.fill(
                        request(Map.of("prompt_id", "echo", "prompt_variables", Map.of("x", long3))), name -> null))
                .isInstanceOfSatisfying(RejectedException.class, it -> {
                    assertThat(it.status()).isEqualTo(413);
                    assertThat(it.param()).isEqualTo("prompt_variables");
                })
                .hasMessageContaining("'echo' is longer than 8388608 characters");
        String long9 = "x".repeat(9 << 20);
        assertThat(templates
                        .fill(
                                request(Map.of("prompt_id", "once", "prompt_variables", Map.of("x", long9))),
                                name -> null)
                        .messages()
                        .getFirst()
                        .text())
                .hasSize(long9.length());
    }

    @Test
    void whatMayHaveBeenMeantForAVariableIsDoubtful() {
        assertThat(new Template("{{ok}}\n{{user name}} {{#if x}} \\{{no doubt}}").doubts())
                .extracting(Template.Doubt::line, Template.Doubt::words)
                .containsExactly(tuple(2, "{{user name}}"), tuple(2, "{{#if x}}"));
    }

    @Test
    void headersAndTheModelNameTemplatesInEveryDialect() {
        ChatRequest request = request(Map.of());
        Map<String, String> headers = Map.of(
                "x-serai-prompt", "review", "x-serai-prompt-variables", "{\"language\":\"Java\",\"code\":\"c\"}");
        ChatRequest byHeader = TEMPLATES.fill(request, headers::get);
        assertThat(byHeader.messages()).hasSizeGreaterThan(1);
        assertThat(byHeader.messages().toString()).contains("Java");
        assertThat(byHeader.model()).isEqualTo("auto");

        ChatRequest byModel = TEMPLATES.fill(request.withModel("prompt:plain"), name -> null);
        assertThat(byModel.model()).isEqualTo("auto");
        assertThat(byModel.messages()).hasSizeGreaterThan(1);
        assertThat(Templates.named(request.withModel("prompt:plain"), name -> null))
                .isEqualTo("plain");
        assertThatThrownBy(() -> TEMPLATES.fill(request.withModel("prompt:revue"), name -> null))
                .hasMessageContaining("plain, review, review@2");
        assertThatThrownBy(() -> TEMPLATES.fill(
                        request, Map.of("x-serai-prompt", "review", "x-serai-prompt-variables", "Java")::get))
                .hasMessageContaining("x-serai-prompt-variables must be a JSON object");
    }

    private static ChatRequest fill(Map<String, Object> parameters) {
        return TEMPLATES.fill(request(parameters), name -> null);
    }

    private static ChatRequest request(Map<String, Object> parameters) {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.put("temperature", 0);
        return new ChatRequest("openai", "auto", List.of(Message.of(Role.USER, "and now?")), List.of(), false, all);
    }
}
