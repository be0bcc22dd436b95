package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams.Prompt;
import io.serai.RunningSerai;
import io.serai.wire.ErrorInStream;
import io.serai.wire.FakeVendor;
import io.serai.wire.HealthyVendor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own Java library asks Serai for completions in their old form. */
class CompletionsSdkTest {
    @TempDir
    static Path directory;

    private static final HealthyVendor WELL = new HealthyVendor("well");
    private static final FakeVendor BREAKS = ErrorInStream.afterTokens(2);
    private static RunningSerai serai;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .provider("well", WELL)
                .provider("breaks", BREAKS)
                .start();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(serai.uri("/v1").toString())
                .apiKey("none")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        serai.close();
        List.of(WELL, BREAKS).forEach(FakeVendor::close);
    }

    @Test
    void aPlainCompletion() {
        Completion answer =
                client.completions().create(prompting("once upon").maxTokens(7).build());

        assertThat(answer.choices().getFirst().text()).isEqualTo("well says: once upon");
        assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
        assertThat(answer.validate()).isSameAs(answer);
        assertThat(WELL.requests().getLast().json().at("/max_tokens").asInt()).isEqualTo(7);
    }

    @Test
    void aStreamedCompletionThatRepeatsItsPrompt() {
        List<Completion> pieces = new ArrayList<>();
        try (StreamResponse<Completion> stream = client.completions()
                .createStreaming(prompting("a time. ").echo(true).build())) {
            stream.stream().forEach(pieces::add);
        }

        assertThat(pieces)
                .hasSizeGreaterThan(3)
                .allSatisfy(piece ->
                        assertThat(piece.id()).isEqualTo(pieces.getFirst().id()).startsWith("cmpl-"));
        assertThat(pieces.stream()
                        .flatMap(piece -> piece.choices().stream())
                        .map(choice -> choice.text())
                        .collect(Collectors.joining()))
                .isEqualTo("a time. well says: a time. ");
    }

    @Test
    void whatChatModelsCannotDoIsRefused() {
        assertThat(refused(prompting("x").suffix("y"))).hasMessageContaining("'suffix' asks to fill in a gap");
        assertThat(refused(prompting("x").prompt(Prompt.ofArrayOfStrings(List.of("a", "b")))))
                .hasMessageContaining("holds 2 texts");
        assertThat(refused(prompting("x").prompt(Prompt.ofArrayOfTokens(List.of(1L, 2L)))))
                .hasMessageContaining("token numbers");
        assertThat(refused(prompting("x").bestOf(3))).hasMessageContaining("'best_of' must be 1");
    }

    @Test
    void errorsAreThoseOfOpenAi() {
        assertThat(catchThrowableOfType(
                                NotFoundException.class,
                                () -> client.completions()
                                        .create(prompting("x")
                                                .model("none-such")
                                                .build()))
                        .code())
                .hasValue("model_not_found");
        assertThat(catchThrowableOfType(OpenAIException.class, () -> {
                    try (StreamResponse<Completion> stream = client.completions()
                            .createStreaming(prompting("one two three")
                                    .model("breaks/small")
                                    .build())) {
                        stream.stream().forEach(piece -> {});
                    }
                }))
                .hasMessageContaining("not complete");
    }

    private static BadRequestException refused(CompletionCreateParams.Builder request) {
        return catchThrowableOfType(
                BadRequestException.class, () -> client.completions().create(request.build()));
    }

    private static CompletionCreateParams.Builder prompting(String prompt) {
        return CompletionCreateParams.builder().model("well/small").prompt(prompt);
    }
}
