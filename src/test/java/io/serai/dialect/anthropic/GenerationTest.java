package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.anthropic.Generation.Sampling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What models take, by their names.
 *
 * @see <a href="https://platform.claude.com/docs/en/models/overview">Models overview</a>
 */
class GenerationTest {

    @ParameterizedTest
    @CsvSource({
        "claude-3-5-sonnet-20241022, ALL, false, '', true, false",
        "claude-sonnet-4-20250514, ALL, false, '', true, false",
        "claude-opus-4-1-20250805, ONE, false, '', true, true",
        "claude-haiku-4-5-20251001, ONE, false, '', true, true",
        "claude-sonnet-4-6, ONE, true, '', true, true",
        "claude-opus-4-8, NONE, true, '', true, true",
        "claude-opus-5, NONE, true, disabled, true, true",
        "claude-sonnet-5-20260630, NONE, true, disabled, true, true",
        "claude-haiku-5-5, NONE, true, disabled, true, true",
        "claude-sonnet-5-5, NONE, true, between_tools, false, true",
        "claude-opus-5-5, NONE, true, effort, false, true",
        "claude-fable-5, NONE, true, effort, true, true",
        "claude-fable-5-1, NONE, true, effort, false, true",
        "anthropic.claude-opus-5-5-v1:0, NONE, true, effort, false, true",
        "claude-opus-6, NONE, true, effort, false, true",
        "glm-5.2, ALL, false, '', true, true"
    })
    void table(String model, Sampling sampling, boolean adaptive, String off, boolean forced, boolean schemas) {
        Generation generation = Generation.of(model);
        assertThat(generation.sampling()).isEqualTo(sampling);
        assertThat(generation.adaptive()).isEqualTo(adaptive);
        assertThat(generation.off()).isEqualTo(off);
        assertThat(generation.forced()).isEqualTo(forced);
        assertThat(generation.schemas()).isEqualTo(schemas);
    }
}
