package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Recordings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers of Anthropic: what a reader must get out of them stands beside them, and as they came they go to its own clients. */
class RecordingsTest {

    @TestFactory
    Stream<DynamicTest> wholeAnswers() {
        return Recordings.cases("response.json", "anthropic").stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    byte[] body = recorded.bytes("response.json");
                    ChatResponse answer = Trees.whole(new ByteArrayInputStream(body));

                    assertThat(summary(answer)).isEqualTo(expected(recorded.expected("response")));
                    assertThat(Trees.answer(answer)).isEqualTo(Trees.tree(body));
                }));
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        return Recordings.cases("stream.sse", "anthropic").stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    byte[] stream = recorded.bytes("stream.sse");

                    assertThat(summary(Trees.whole(new ByteArrayInputStream(stream))))
                            .isEqualTo(expected(recorded.expected("stream")));
                    assertThat(Trees.events(Trees.pieces(new ByteArrayInputStream(stream))))
                            .isEqualTo(data(new String(stream, StandardCharsets.UTF_8)));
                }));
    }

    private static List<JsonNode> data(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> Trees.tree(line.substring(5).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** An answer in the form of expected.json. */
    private static JsonNode summary(ChatResponse answer) {
        Choice choice = answer.choices().getFirst();
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("text", choice.message().text());
        summary.put("reasoning", choice.message().reasoning());
        ArrayNode calls = summary.putArray("toolCalls");
        for (ToolCall call : choice.message().toolCalls()) {
            calls.addObject()
                    .put("id", call.id())
                    .put("name", call.name())
                    .set("arguments", Trees.tree(call.arguments().getBytes(StandardCharsets.UTF_8)));
        }
        summary.put("finishReason", String.valueOf(choice.finishReason()).toLowerCase(Locale.ROOT));
        Usage usage = answer.usage();
        if (usage == null) {
            summary.putNull("usage");
        } else {
            summary.putObject("usage")
                    .put("inputTokens", usage.inputTokens())
                    .put("outputTokens", usage.outputTokens())
                    .put("cachedTokens", Math.max(0, usage.cachedTokens()))
                    .put("reasoningTokens", Math.max(0, usage.reasoningTokens()));
        }
        return Trees.tree(summary.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode expected(JsonNode recorded) {
        ObjectNode expected = recorded.deepCopy();
        expected.remove("vendorFinishReason");
        if (expected.get("usage") instanceof ObjectNode usage) {
            usage.remove("cacheWriteTokens");
        }
        return Trees.tree(expected.toString().getBytes(StandardCharsets.UTF_8));
    }
}
