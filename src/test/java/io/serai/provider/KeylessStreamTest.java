package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeylessStreamTest {
    private static final String KEY = "sk-sk-secret-key-0123";
    private static final String STARS = "*".repeat(KEY.length());
    private static final String OTHER = "sk-another-key-of-the-ring";
    private static final List<String> KEYS = List.of(OTHER, "", "ollama", KEY);

    @Test
    void theKeyIsStarredWhereverTheBytesArePartedAndHoweverTheyAreRead() throws IOException {
        Random random = new Random(5);
        String[] words = {
            KEY,
            OTHER,
            OTHER.substring(0, 14),
            "sk-",
            "sk-sk-secret",
            KEY.substring(1),
            "äöü",
            "{\"a\":1}",
            "\n\n",
            "s",
            KEY + KEY
        };
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            String wanted = text.toString().replace(KEY, STARS).replace(OTHER, "*".repeat(OTHER.length()));

            assertThat(read(new Pieces(text.toString(), random), random)).isEqualTo(wanted);
        }
    }

    @Test
    void whatHasComeIsGivenAtOnceUnlessItEndsLikeAKeyBegins() throws IOException {
        InputStream in = KeylessStream.of(new Pieces("data: {}\n\n", null), KEYS);

        assertThat(in.read(new byte[8192])).isEqualTo(10);
    }

    @Test
    void aShortKeyMayBeAWord() {
        InputStream in = new ByteArrayInputStream(new byte[0]);

        assertThat(KeylessStream.of(in, List.of("ollama"))).isSameAs(in);
    }

    @Test
    void manyKeysAreLookedForInOnePass() throws IOException {
        Random random = new Random(7);
        List<String> ring = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ring.add("sk-" + Long.toString(random.nextLong(1L << 60), 36) + "-" + "k".repeat(random.nextInt(40)) + i
                    + "-end");
        }
        StringBuilder text = new StringBuilder();
        for (String key : ring) {
            text.append("before ").append(key).append(" sk-").append(key, 0, 9).append('\n');
        }
        String wanted = text.toString();
        for (String key : ring) {
            wanted = wanted.replace(key, "*".repeat(key.length()));
        }

        byte[] all = KeylessStream.of(new Pieces(text.toString(), random), ring).readAllBytes();

        assertThat(new String(all, StandardCharsets.UTF_8)).isEqualTo(wanted);
    }

    private static String read(InputStream answer, Random random) throws IOException {
        InputStream in = KeylessStream.of(answer, KEYS);
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
