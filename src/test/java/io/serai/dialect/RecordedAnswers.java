package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.chat.ChatResponse;
import io.serai.dialect.Recordings.Case;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Tests of what a client dialect gets out of recorded answers: what that must be stands beside them. */
public final class RecordedAnswers {
    private static final String WHOLE = "response.json";
    private static final String STREAM = "stream.sse";
    private static final int SPLITS = 50;

    private RecordedAnswers() {}

    public static Stream<DynamicTest> whole(ClientDialect dialect, String... vendors) {
        return Recordings.cases(WHOLE, vendors).stream()
                .filter(recorded -> !isEmbedding(recorded))
                .map(recorded -> DynamicTest.dynamicTest(
                        recorded.toString(),
                        () -> Readings.check(
                                Readings.whole(dialect, new ByteArrayInputStream(recorded.bytes(WHOLE))),
                                recorded.expected("response"))));
    }

    /** However they are split on their way. */
    public static Stream<DynamicTest> streams(ClientDialect dialect, String... vendors) {
        return Recordings.cases(STREAM, vendors).stream()
                .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> {
                    byte[] stream = recorded.bytes(STREAM);
                    ChatResponse whole = Readings.whole(dialect, new ByteArrayInputStream(stream));

                    Readings.check(whole, recorded.expected("stream"));
                    for (int seed = 0; seed < SPLITS; seed++) {
                        assertThat(Readings.whole(dialect, new Drops(stream, seed)))
                                .as("split by seed %d", seed)
                                .isEqualTo(whole);
                    }
                }));
    }

    public static Stream<DynamicTest> vectors(ClientDialect dialect, String... vendors) {
        return Recordings.cases(WHOLE, vendors).stream()
                .filter(RecordedAnswers::isEmbedding)
                .flatMap(recorded -> Stream.of(WHOLE, "response-float.json")
                        .filter(recorded::has)
                        .map(file -> DynamicTest.dynamicTest(
                                recorded + "/" + file,
                                () -> Readings.check(
                                        dialect.readEmbedding(new ByteArrayInputStream(recorded.bytes(file))),
                                        recorded.expected("response")))));
    }

    private static boolean isEmbedding(Case recorded) {
        JsonNode expected = recorded.expected("response");
        return expected.has("embeddings");
    }

    /** A stream that comes in pieces of random size. */
    private static final class Drops extends InputStream {
        private final InputStream all;
        private final Random random;

        Drops(byte[] bytes, int seed) {
            all = new ByteArrayInputStream(bytes);
            random = new Random(seed);
        }

        @Override
        public int read() throws IOException {
            return all.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return all.read(into, offset, Math.min(length, 1 + random.nextInt(random.nextInt(2) == 0 ? 3 : 300)));
        }
    }
}
