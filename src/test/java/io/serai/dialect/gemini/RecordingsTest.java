package io.serai.dialect.gemini;

import io.serai.dialect.RecordedAnswers;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Recorded answers of Google: what their readers must get out of them stands beside them. */
class RecordingsTest {
    private static final String[] VENDORS = {"gemini"};

    @TestFactory
    Stream<DynamicTest> wholeAnswers() {
        return RecordedAnswers.whole(Trees.CLIENT, VENDORS);
    }

    @TestFactory
    Stream<DynamicTest> streams() {
        return RecordedAnswers.streams(Trees.CLIENT, VENDORS);
    }

    @TestFactory
    Stream<DynamicTest> vectors() {
        return RecordedAnswers.vectors(Trees.CLIENT, VENDORS);
    }
}
