package io.serai.ingress.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.Dialects;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Options of jobs: what is known is taken, and all else is refused with its place and its name. */
class JobOptionsTest {
    private final OptionFields fields = JobReader.fields(Dialects.SERVERS);

    private JobOptions read(String prompt) {
        FrontMatter text = FrontMatter.of(prompt, "hello.md").orElseThrow();
        return fields.frontMatter(text, "hello.md");
    }

    @Test
    void allFieldsAreRead() {
        JobOptions options = read("""
                ---
                model: groq/llama
                task: code
                system: |
                  You are short.
                  Always.
                temperature: 0.5
                max_tokens: 200
                stop: [a, b]
                response_format: { type: json_schema, json_schema: { name: x, schema: { type: object } } }
                ---
                Hello
                """);

        assertThat(options.model()).isEqualTo("groq/llama");
        assertThat(options.task()).isEqualTo("code");
        assertThat(options.system()).isEqualTo("You are short.\nAlways.");
        assertThat(options.parameters())
                .containsEntry("temperature", 0.5)
                .containsEntry("max_tokens", 200)
                .containsEntry("stop", List.of("a", "b"))
                .containsKey("response_format");
    }

    @ParameterizedTest
    @MethodSource
    void frontMatterEndsWhereItSays(List<String> text) {
        FrontMatter front = FrontMatter.of(text.get(0), "x.md").orElseThrow();

        assertThat(front.yaml().strip()).isEqualTo(text.get(1));
        assertThat(front.prompt().strip()).isEqualTo(text.get(2));
    }

    static List<List<String>> frontMatterEndsWhereItSays() {
        return List.of(
                List.of("---\nmodel: a\n---\nHello", "model: a", "Hello"),
                List.of("---\r\nmodel: a\r\n---\r\nHello\r\n", "model: a", "Hello"),
                List.of("--- \nmodel: a\n...\nHello", "model: a", "Hello"),
                List.of("---\nmodel: a\n---\nHello\n---\nworld", "model: a", "Hello\n---\nworld"),
                List.of("---\n---\nHello", "", "Hello"));
    }

    @ParameterizedTest
    @MethodSource
    void aTextWithoutFrontMatterIsAPrompt(String text) {
        assertThat(FrontMatter.of(text, "x.md")).isEmpty();
    }

    static List<String> aTextWithoutFrontMatterIsAPrompt() {
        return List.of(
                "Hello", "\n---\nmodel: a\n---\nHello", "----\nHello", "--- a/file\n+++ b/file", "---", " ---\n");
    }

    @ParameterizedTest
    @MethodSource
    @Timeout(20)
    void whatIsWrongIsRefusedWithItsPlace(List<String> wrong) {
        assertThatThrownBy(() -> read("---\n" + wrong.get(0) + "\n---\nHello"))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(wrong.get(1))
                .hasMessageContaining(wrong.get(2));
    }

    static List<List<String>> whatIsWrongIsRefusedWithItsPlace() {
        return List.of(
                List.of("model: a\ntemprature: 1", "hello.md:3 ", "'temprature' is unknown. Known are: "),
                List.of("dialect: openai", "hello.md:2 ", "'dialect' is unknown"),
                List.of("temperature: hot", "hello.md:2 ", "'temperature' must be a number"),
                List.of("system: x\n\nmax_tokens: 1.5", "hello.md:4 ", "'max_tokens' must be a whole number"),
                List.of("response_format: json", "hello.md:2 ", "'response_format' must be an object"),
                List.of("model: [a]", "hello.md:2 ", "'model' must be text"),
                List.of("model:", "hello.md:2 ", "'model' has no value"),
                List.of("model: " + "x".repeat(300), "hello.md:2 ", "longer than 256"),
                List.of("just words", "hello.md:2 ", "there must be fields here"),
                List.of("- a\n- b", "hello.md:2 ", "there must be fields here"),
                List.of("model: a\n  task: b", "hello.md:3 ", "is no YAML"),
                List.of("model: \"a", "hello.md:", "is no YAML"),
                List.of("model: a\nmodel: b", "hello.md:", "is no YAML"),
                List.of("model: !!java.net.URL [x]", "hello.md:", "is no YAML"),
                List.of("stop: !!binary aGk=", "hello.md:2 ", "of a kind that JSON does not have"),
                List.of("temperature: .inf", "hello.md:2 ", "must be a finite number"),
                List.of("a: &a [1]\nstop: *a", "hello.md:3 ", "an alias (*) is not taken"),
                List.of(bomb(), "hello.md:", "an alias (*) is not taken"),
                List.of("stop: " + "[".repeat(5000) + "]".repeat(5000), "hello.md:2 ", "deeper than 20 levels"),
                List.of("stop: " + "- ".repeat(5000) + "x", "hello.md:", ""),
                List.of("system: " + "x".repeat(70_000), "hello.md:2 ", "longer than 65536"));
    }

    private static String bomb() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            yaml.append("a%d: &a%d [".formatted(i, i))
                    .append(("*a" + (i - 1) + ",").repeat(9))
                    .append("]\n");
        }
        return yaml.append("stop: *a9").toString();
    }

    @Test
    void frontMatterThatDoesNotEndIsRefused() {
        assertThatThrownBy(() -> FrontMatter.of("---\nmodel: a\nHello", "hello.md"))
                .hasMessageContaining("hello.md:1 '---' begins front matter, and no line '---' ends it");
    }

    @Test
    void aRequestIsCompletedWhereItSaysNothing() {
        JobOptions options = new JobOptions("", "groq/x", "", "Be short", Map.of("max_tokens", 9, "seed", 1));
        ChatRequest bare = options.complete(ChatRequest.ofPrompt("Hello"));
        assertThat(bare.model()).isEqualTo("groq/x");
        assertThat(bare.messages()).map(Message::text).containsExactly("Be short", "Hello");
        assertThat(bare.parameters()).containsEntry("max_tokens", 9).containsEntry("seed", 1);

        ChatRequest full = ChatRequest.ofPrompt("Hello")
                .withModel("mine")
                .withMessages(List.of(Message.of(Role.SYSTEM, "Be long"), Message.of(Role.USER, "Hello")))
                .withParameters(Map.of("max_completion_tokens", 5, "seed", 2));
        assertThat(options.complete(full)).isEqualTo(full);
        assertThat(JobOptions.NONE.complete(full)).isSameAs(full);
    }
}
