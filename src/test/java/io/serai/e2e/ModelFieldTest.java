package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may stand in the model field, and where such a request goes. */
class ModelFieldTest {
    @TempDir
    static Path directory;

    private static final HealthyVendor ONE = new HealthyVendor("one");
    private static final HealthyVendor TWO = new HealthyVendor("two");
    private static RunningSerai serai;

    @BeforeAll
    static void start() {
        serai = RunningSerai.in(directory)
                .provider("one", ONE, "models", "shared, vendor/with/slashes:free")
                .provider("two", TWO, "models", "shared")
                .pool("code", "two/coder")
                .pool("light", "one/small")
                .pool("heavy", "one/large")
                .pool("vision", "one/eyes")
                .pool("my-own", "two/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        ONE.close();
        TWO.close();
    }

    @Test
    void autoAndNothingAreClassified() {
        assertThat(target(serai.ask("auto", "Fix the NullPointerException in this Java method")))
                .isEqualTo("two/coder");
        assertThat(target(serai.post(
                        "/v1/chat/completions",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Translate 'good morning' into French\"}]}")))
                .isEqualTo("one/small");
    }

    @Test
    void imagesGoToThePoolForVision() {
        String body = """
                {"messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""";
        assertThat(target(serai.post("/v1/chat/completions", body))).isEqualTo("one/eyes");
    }

    @Test
    void aPoolAnswersForItsName() {
        assertThat(target(serai.ask("heavy", "hi"))).isEqualTo("one/large");
        assertThat(target(serai.ask("my-own", "hi"))).isEqualTo("two/small");
    }

    @Test
    void aTargetIsJustThatTarget() {
        assertThat(target(serai.ask("two/whatever", "hi"))).isEqualTo("two/whatever");
        assertThat(target(serai.ask("one/vendor/with/slashes:free", "hi"))).isEqualTo("one/vendor/with/slashes:free");
        assertThat(TWO.requests().stream().anyMatch(request -> request.text().contains("\"model\":\"whatever\"")))
                .isTrue();
    }

    @Test
    void aBareModelNameIsEveryProviderThatOffersIt() {
        assertThat(target(serai.ask("shared", "hi"))).isEqualTo("one/shared");
        assertThat(target(serai.ask("vendor/with/slashes:free", "hi"))).isEqualTo("one/vendor/with/slashes:free");
    }

    @Test
    void theHeaderOverridesTheClassifier() {
        String body = RunningSerai.chat("auto", "hello", false);
        HttpResponse<String> heavy = serai.post("/v1/chat/completions", body, "x-serai-task", "heavy");
        HttpResponse<String> wrong = serai.post("/v1/chat/completions", body, "x-serai-task", "havy");

        assertThat(target(heavy)).isEqualTo("one/large");
        assertThat(heavy.headers().firstValue("x-serai-task")).hasValue("heavy");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("x-serai-task", "names no pool; there are code, ");
    }

    @Test
    void theListHasPoolsAndTargets() {
        String list = serai.get("/v1/models").body();

        assertThat(list)
                .startsWith("{\"object\":\"list\"")
                .contains("\"id\":\"auto\"")
                .contains("\"id\":\"my-own\"");
        assertThat(list).contains("\"id\":\"one/shared\"").contains("\"id\":\"two/shared\"");
        assertThat(serai.get("/v1/models/one/shared").body()).contains("\"owned_by\":\"one\"");
        assertThat(serai.get("/v1/models/nope").statusCode()).isEqualTo(404);
    }

    @Test
    void whatTheClientSentIsNeitherSentBackNorToTheVendor() {
        HttpResponse<String> answer = serai.post(
                "/v1/chat/completions",
                RunningSerai.chat("light", "no echo", false),
                "x-secret",
                "abc",
                "authorization",
                "Bearer client",
                "cookie",
                "a=b");

        assertThat(answer.headers().map()).doesNotContainKeys("x-secret", "authorization", "cookie");
        assertThat(ONE.requests().getLast().headers()).doesNotContainKeys("x-secret", "authorization", "cookie");
    }

    private static String target(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-serai-target").orElse("");
    }
}
