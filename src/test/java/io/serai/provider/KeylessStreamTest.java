package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeylessStreamTest {
    private static final String KEY = "sk-sk-secret-key-0123";
    private static final String STARS = "*".repeat(KEY.length());

    @Test
    void theKeyIsStarredWhereverTheBytesArePartedAndHoweverTheyAreRead() throws IOException {
        Random random = new Random(5);
        String[] words = {KEY, "sk-", "sk-sk-secret", KEY.substring(1), "äöü", "{\"a\":1}", "\n\n", "s", KEY + KEY};
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            String wanted = text.toString().replace(KEY, STARS);

            assertThat(read(new Pieces(text.toString(), random), random)).isEqualTo(wanted);
        }
    }

    @Test
    void whatHasComeIsGivenAtOnceUnlessItEndsLikeAKeyBegins() throws IOException {
        InputStream in = KeylessStream.of(new Pieces("data: {}\n\n", null), KEY);

        assertThat(in.read(new byte[8192])).isEqualTo(10);
    }

    @Test
    void aShortKeyMayBeAWord() {
        InputStream in = new ByteArrayInputStream(new byte[0]);

        assertThat(KeylessStream.of(in, "ollama")).isSameAs(in);
    }

    private static String read(InputStream answer, Random random) throws IOException {
        InputStream in = KeylessStream.of(answer, KEY);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] bytes = new byte[2048];
        while (true) {
            int length = random.nextBoolean() ? bytes.length : 1 + random.nextInt(60);
            int count = random.nextInt(4) == 0 ? one(in, bytes) : in.read(bytes, 0, length);
            if (count < 0) {
                return all.toString(StandardCharsets.UTF_8);
            }
            all.write(bytes, 0, count);
        }
    }

    private static int one(InputStream in, byte[] bytes) throws IOException {
        int value = in.read();
        bytes[0] = (byte) value;
        return value < 0 ? -1 : 1;
    }

    /** Comes in pieces, as from a network; whole if there is nothing by chance. */
    private static final class Pieces extends FilterInputStream {
        private final @org.jspecify.annotations.Nullable Random random;

        Pieces(String text, @org.jspecify.annotations.Nullable Random random) {
            super(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            this.random = random;
        }

        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            return super.read(bytes, start, random == null ? length : Math.min(length, 1 + random.nextInt(30)));
        }
    }
}
