package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Feeds readers with damaged documents, the same ones in each run. A failure tells the seed of its document, which {@code
 * -Dserai.fuzz.seed} repeats; {@code -Dserai.fuzz.seconds} feeds other ones for so long.
 */
public final class Fuzz {
    private static final int DOCUMENTS = 1_000;
    private static final Duration LONG = Duration.ofSeconds(5);

    /** Spreads seeds that follow each other. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e999999999",
            "9999999999999999999999",
            "0.1",
            "\"\"",
            "\"x\"",
            "\"\\ud83d\"",
            "\"data\"",
            "\"error\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"type\":\"text\"}",
            "{\"type\":\"function\"}",
            "{\"index\":99999999999}",
            "{\"function\":{}}",
            "{\"error\":{}}",
            "\uFEFF",
            "data: ",
            "\n",
            "\n\n",
            "event: error\n",
            "[DONE]",
            ",",
            "}",
            "]",
            "\"");

    private Fuzz() {}

    /** What is fed with damaged documents. */
    public interface Reader {
        void read(byte[] document) throws IOException;
    }

    /** What is done again and again, each time with other random numbers. */
    public interface Round {
        void run(Random random) throws IOException;
    }

    /** Feeds damaged forms of texts. */
    public static void texts(List<String> documents, Reader reader) {
        bytes(documents.stream().map(Readings::bytes).toList(), List.of(), reader);
    }

    /** @param values of the dialect, to be put in the place of others besides those that are odd anywhere */
    public static void bytes(List<byte[]> documents, List<String> values, Reader reader) {
        List<String> all = Stream.concat(VALUES.stream(), values.stream()).toList();
        rounds(DOCUMENTS, random -> {
            byte[] document = damaged(documents.get(random.nextInt(documents.size())), all, random);
            soon(document, () -> reader.read(document));
        });
    }

    /** Work that may fail to read. */
    public interface Work {
        void run() throws IOException;
    }

    /** Does something with a document that must end soon. */
    public static void soon(byte[] document, Work work) {
        long start = System.nanoTime();
        try {
            work.run();
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError(e + " for\n" + new String(document, StandardCharsets.UTF_8), e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
    }

    /** Does something so often, or for as long as is set. */
    public static void rounds(int count, Round round) {
        Integer seconds = Integer.getInteger("serai.fuzz.seconds");
        long seed = Long.getLong("serai.fuzz.seed", seconds == null ? 1 : System.nanoTime());
        long end = System.nanoTime()
                + Duration.ofSeconds(seconds == null ? 0 : seconds).toNanos();
        for (long i = 0; seconds == null ? i < count : System.nanoTime() < end; i++) {
            try {
                round.run(random(seed + i));
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("-Dserai.fuzz.seed=" + (seed + i) + ": " + e, e);
            }
        }
    }

    /** The random numbers of a seed. */
    public static Random random(long seed) {
        return new Random(seed * SPREAD);
    }

    private static byte[] damaged(byte[] document, List<String> values, Random random) {
        byte[] damaged = document;
        for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
            damaged = once(damaged, values, random);
        }
        return damaged;
    }

    private static byte[] once(byte[] document, List<String> values, Random random) {
        int at = random.nextInt(document.length);
        int length = Math.min(document.length - at, random.nextInt(32));
        byte[] value = Readings.bytes(values.get(random.nextInt(values.size())));
        return switch (random.nextInt(7)) {
            case 0 -> replaced(document, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> replaced(document, at, 1, new byte[] {(byte) (document[at] ^ (1 << random.nextInt(8)))});
            case 2 -> replaced(document, at, length, new byte[0]);
            case 3 -> replaced(document, at, document.length - at, new byte[0]);
            case 4 -> replaced(document, at, 0, slice(document, random));
            case 5 -> replaced(document, at, 0, value);
            default -> replacedValue(document, at, value);
        };
    }

    /** Puts something else in the place of what follows the next colon. */
    private static byte[] replacedValue(byte[] document, int from, byte[] value) {
        int start = from;
        while (start < document.length && document[start] != ':') {
            start++;
        }
        int end = Math.min(document.length, start + 1);
        while (end < document.length && ",}]\n".indexOf(document[end]) < 0) {
            end++;
        }
        return start == document.length ? document : replaced(document, start + 1, end - start - 1, value);
    }

    private static byte[] slice(byte[] document, Random random) {
        int at = random.nextInt(document.length);
        int length = Math.min(document.length - at, random.nextInt(200));
        byte[] slice = new byte[length];
        System.arraycopy(document, at, slice, 0, length);
        return slice;
    }

    private static byte[] replaced(byte[] document, int at, int length, byte[] by) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(document.length + by.length);
        bytes.write(document, 0, at);
        bytes.writeBytes(by);
        bytes.write(document, at + length, document.length - at - length);
        return bytes.toByteArray();
    }
}
