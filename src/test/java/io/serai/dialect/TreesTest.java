package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.chat.OverloadedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What large documents, long lines and joined answers take is counted until it is given back. */
class TreesTest {
    private static final int MIB = 1 << 20;

    private final Trees trees = new Trees();
    private final long before = Trees.held();

    @AfterEach
    void giveBack() {
        trees.giveBack();
    }

    @Test
    void whatIsJoinedCountsFromTheSecondMebibyteOn() {
        trees.join(MIB);
        assertThat(Trees.held()).isEqualTo(before);
        trees.join(5 * MIB);
        trees.join(3 * MIB);
        assertThat(Trees.held()).isEqualTo(before + 4 * MIB);
        trees.giveBack();
        assertThat(Trees.held()).isEqualTo(before);
    }

    @Test
    void thereIsNoRoomForMoreThanAPartOfTheHeap() {
        assertThatThrownBy(() -> trees.join(Runtime.getRuntime().maxMemory())).isInstanceOf(OverloadedException.class);
        trees.giveBack();
        assertThat(Trees.held()).isEqualTo(before);
    }

    /** However a vendor goes on, what has come of it counts. */
    @ParameterizedTest
    @ValueSource(strings = {"data: ", "data: x\ndata: ", "{\"text\":\"", "{\"text\":[\""})
    void theBeginningOfALongTextCountsBeforeItsEnd(String begin) throws IOException {
        InputStream in = new ByteArrayInputStream((begin + "x".repeat(9 * MIB)).getBytes(StandardCharsets.US_ASCII));
        Trees others = trees.enter();
        try {
            if (begin.startsWith("{")) {
                assertThatThrownBy(() -> Json.parse(in)).isInstanceOf(MalformedException.class);
            } else {
                assertThat(new EventStream(in).next()).hasSizeGreaterThan(9 * MIB - 1);
            }
        } finally {
            trees.leave(others);
        }

        assertThat(Trees.held()).isBetween(before + 6 * MIB, before + 32 * MIB);
    }

    @Test
    void theBeginningOfALongLineCounts() throws IOException {
        Trees others = trees.enter();
        try {
            assertThat(new LineStream(new ByteArrayInputStream(new byte[9 * MIB])).next())
                    .isNull();
        } finally {
            trees.leave(others);
        }

        assertThat(Trees.held()).isGreaterThan(before + 6 * MIB);
    }
}
