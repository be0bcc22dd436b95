package io.serai.dialect.ollama;

import io.serai.dialect.Readings;
import io.serai.dialect.Recordings;
import java.io.ByteArrayInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers of Ollama: what their readers must get out of them stands beside them. */
class RecordingsTest {
    private static final OllamaClient CLIENT = new OllamaClient();

    @TestFactory
    Stream<DynamicTest> wholeAnswers() {
        return Recordings.cases("response.json", "ollama").stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    byte[] answer = recorded.bytes("response.json");
                    if (recorded.expected("response").has("embeddings")) {
                        Readings.check(
                                CLIENT.readEmbedding(new ByteArrayInputStream(answer)), recorded.expected("response"));
                    } else {
                        Readings.check(
                                Readings.whole(CLIENT, new ByteArrayInputStream(answer)),
                                recorded.expected("response"));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        return Recordings.cases("stream.ndjson", "ollama").stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    for (int most : new int[] {1, 2, 3, 7, 100, 8192}) {
                        Readings.check(
                                Readings.whole(CLIENT, Readings.drops(recorded.bytes("stream.ndjson"), most)),
                                recorded.expected("stream"));
                    }
                }));
    }
}
