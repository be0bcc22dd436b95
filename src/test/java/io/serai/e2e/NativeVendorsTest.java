package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.RunningSerai;
import io.serai.dialect.Readings;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.RecordedRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of OpenAI before vendors that speak an API of their own. */
class NativeVendorsTest {
    private static final String TEXT = "日本";

    @TempDir
    static Path directory;

    private static final List<Speaker> SPEAKERS =
            Stream.of(Api.values()).map(Speaker::new).toList();
    private static RunningSerai serai;

    /** What a vendor says, whole and as the events of a stream, the last of which ends it. */
    enum Api {
        DASHSCOPE(
                "dashscope-native",
                "{\"request_id\":\"r\",\"output\":{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"日本\"}}]},"
                        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}",
                "{\"code\":\"Throttling.RateQuota\",\"message\":\"slow down\",\"request_id\":\"r\"}",
                "id:1\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"choices\":[{\"message\":{\"content\":\"日\"},\"finish_reason\":\"null\"}]},\"request_id\":\"r\"}\n\n",
                "id:2\nevent:result\ndata:{\"output\":{\"choices\":[{\"message\":{\"content\":\"本\"},\"finish_reason\":\"stop\"}]},"
                        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2},\"request_id\":\"r\"}\n\n"),
        COHERE(
                "cohere-v2",
                "{\"id\":\"r\",\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"日本\"}]},"
                        + "\"usage\":{\"tokens\":{\"input_tokens\":3,\"output_tokens\":2}}}",
                "{\"message\":\"trial key limit\",\"id\":\"r\"}",
                "data: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"日\"}}}}\n\n"
                        + "data: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"本\"}}}}\n\n",
                "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"tokens\":{\"input_tokens\":3,\"output_tokens\":2}}}}\n\n");

        private final String vendor;
        private final String whole;
        private final String error;
        private final List<String> events;

        Api(String vendor, String whole, String error, String... events) {
            this.vendor = vendor;
            this.whole = whole;
            this.error = error;
            this.events = List.of(events);
        }

        private String provider() {
            return vendor;
        }
    }

    /** Answers by the model's name. */
    private static final class Speaker extends FakeVendor {
        private final Api api;

        Speaker(Api api) {
            this.api = api;
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            JsonNode json = request.json();
            boolean streams =
                    json.path("stream").asBoolean() || Objects.equals(request.header("x-dashscope-sse"), "enable");
            return switch (json.path("model").asText()) {
                case "limited" -> Answer.json(429, api.error).with("retry-after", "7");
                case "cut" -> Answer.stream(api.events.subList(0, 1));
                default -> streams ? Answer.stream(api.events) : Answer.json(200, api.whole);
            };
        }
    }

    @BeforeAll
    static void start() {
        RunningSerai.Setup setup = RunningSerai.in(directory);
        SPEAKERS.forEach(speaker -> setup.provider(
                speaker.api.provider(), speaker.root(), "vendor", speaker.api.vendor, "keys", "key-of-" + speaker.api));
        serai = setup.start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        SPEAKERS.forEach(FakeVendor::close);
    }

    @ParameterizedTest
    @EnumSource
    void wholeAndStreamed(Api api) {
        JsonNode whole = Readings.tree(serai.ask(api.provider() + "/m", "whole").body());
        HttpResponse<String> stream = serai.stream(api.provider() + "/m", "streamed");

        assertThat(whole.at("/choices/0/message/content").asText()).isEqualTo(TEXT);
        assertThat(whole.at("/usage/total_tokens").asInt()).isEqualTo(5);
        assertThat(stream.body()).contains("\"日\"", "\"本\"", "\"finish_reason\":\"stop\"", "[DONE]");
        assertThat(whole.path("model").asText())
                .as("which its vendor does not say")
                .isEqualTo("m");
        assertThat(stream.body()).contains("\"model\":\"m\"").doesNotContain("\"model\":\"\"");
        assertThat(SPEAKERS.get(api.ordinal()).requests())
                .allSatisfy(request -> assertThat(request.bearer()).isEqualTo("key-of-" + api));
    }

    @ParameterizedTest
    @EnumSource
    void aCutStreamIsAnError(Api api) {
        assertThat(serai.stream(api.provider() + "/cut", "x").body())
                .contains("stream_interrupted")
                .doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @EnumSource
    void aLimitIsALimit(Api api) {
        HttpResponse<String> answer = serai.ask(api.provider() + "/limited", "x");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
}
