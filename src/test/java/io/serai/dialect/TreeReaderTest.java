package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.chat.ClientGoneException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What documents may become. */
class TreeReaderTest {
    private static final int MEMORY = 16 << 20;

    @BeforeEach
    void setBounds() {
        Bounds.set(Bounds.ANSWER, MEMORY);
    }

    @AfterEach
    void resetBounds() {
        Bounds.set(Bounds.ANSWER, Bounds.usualMemory());
    }

    /** Small to send, and some ten times as large in memory. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"\":0}", "[[]]", "[{}]", "0", "1.5", "\"\"", "{\"a\":{\"a\":{\"a\":1}}}"})
    void aDocumentThatWouldGrowTooLargeIsRefusedWhileItIsRead(String item) {
        byte[] bomb = ("[" + (item + ',').repeat(2_000_000 / (item.length() / 4 + 1)) + "0]")
                .getBytes(StandardCharsets.UTF_8);

        long before = allocated();
        assertThatThrownBy(() -> Json.parse(bomb))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("16 MiB")
                .hasMessageContaining("serai.json.memory");
        assertThat(allocated() - before).as("bytes on the way to it").isLessThan(3L * MEMORY);
        assertThatThrownBy(() -> Json.parse(new ByteArrayInputStream(bomb))).isInstanceOf(MalformedException.class);
    }

    @Test
    void manyFieldsWeighTheirNames() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 400_000; i++) {
            json.append('"').append(i).append("\":0,");
        }
        json.append("\"end\":0}");

        assertThatThrownBy(() -> Json.parse(json.toString().getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("serai.json.memory");
    }

    @Test
    void aLongTextIsNoBomb() {
        String image = "x".repeat(12 << 20);

        assertThat(Json.parse(("[\"" + image + "\"]").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(List.of(image));
    }

    /** Two thousand messages, five hundred tools. */
    @Test
    void aLargeConversationIsNoBomb() {
        String message =
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]},".formatted("x".repeat(500));
        String tool = ("{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\","
                        + "\"properties\":{%s\"z\":{\"type\":\"string\"}}}}},")
                .formatted("\"a\":{\"type\":\"string\"},".repeat(20));
        String json = "{\"messages\":[" + message.repeat(2_000) + "{}],\"tools\":[" + tool.repeat(500) + "{}]}";

        assertThat(Json.parse(json.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Map.class);
    }

    @Test
    void readingStopsIfItsThreadIsInterrupted() throws InterruptedException {
        byte[] json = ("[" + "0,".repeat(100_000) + "0]").getBytes(StandardCharsets.UTF_8);
        Throwable[] failure = new Throwable[1];
        Thread reader = Thread.ofVirtual().unstarted(() -> {
            Thread.currentThread().interrupt();
            try {
                Json.parse(json);
            } catch (RuntimeException e) {
                failure[0] = e;
            }
        });
        reader.start();
        reader.join();

        assertThat(failure[0]).isInstanceOf(ClientGoneException.class);
    }

    /** RFC 3629: the bytes of C0 AF are a slash to a careless reader. */
    @ParameterizedTest
    @ValueSource(strings = {"C0AF", "C080", "C1BF", "E080AF", "E09F80", "F08080AF", "EDA080", "F4908080", "F5808080"})
    void charactersInMoreBytesThanTheyNeedAreRefused(String hex) {
        byte[] character = new java.math.BigInteger(hex, 16).toByteArray();
        byte[] json = new byte[character.length + 8];
        byte[] before = "{\"a\":\"".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(before, 0, json, 0, before.length);
        System.arraycopy(character, 0, json, before.length, character.length);
        json[json.length - 2] = '"';
        json[json.length - 1] = '}';

        assertThatThrownBy(() -> Json.parseRequest(json))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "߿", "ࠀ", "漢", "\uD7FF", "\uE000", "😀", "\uDBFF\uDFFF", "\u0080"})
    void allCharactersAreRead(String character) {
        byte[] json = ("{\"a\":\"" + character + "\"}").getBytes(StandardCharsets.UTF_8);

        assertThat(Json.parseRequest(json).text("a")).isEqualTo(character);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
