package io.serai.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatResponse;
import io.serai.dialect.Readings;
import io.serai.dialect.Recordings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

                    Readings.check(answer, recorded.expected("response"));
                    assertThat(Trees.answer(answer)).isEqualTo(Trees.tree(body));
                }));
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        return Recordings.cases("stream.sse", "anthropic").stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    byte[] stream = recorded.bytes("stream.sse");

                    Readings.check(Trees.whole(new ByteArrayInputStream(stream)), recorded.expected("stream"));
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
}
