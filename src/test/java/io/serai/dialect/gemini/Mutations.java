package io.serai.dialect.gemini;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Damage to documents: bytes changed, cut, doubled and swapped, and values of one kind put in the place of another. */
final class Mutations {
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
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"type\":\"text\"}",
            "{\"index\":99999999999}",
            "{\"functionCall\":{}}",
            "[{\"inlineData\":{}}]",
            "\"data\"",
            "{\"error\":{}}",
            "[{\"content\":{\"parts\":[{}]}}]",
            "\uFEFF",
            "data: ",
            "\n\n",
            "event: error\n",
            "STOP",
            ",",
            "}",
            "]",
            "\"");

    private Mutations() {}

    static byte[] mutate(byte[] document, Random random) {
        byte[] mutated = document;
        for (int i = random.nextInt(4); i >= 0; i--) {
            mutated = mutated.length == 0 ? document : once(mutated, random);
        }
        return mutated;
    }

    private static byte[] once(byte[] document, Random random) {
        int at = random.nextInt(document.length);
        int length = Math.min(document.length - at, random.nextInt(32));
        return switch (random.nextInt(7)) {
            case 0 -> replaced(document, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> replaced(document, at, 1, new byte[] {(byte) (document[at] ^ (1 << random.nextInt(8)))});
            case 2 -> replaced(document, at, length, new byte[0]);
            case 3 -> replaced(document, at, document.length - at, new byte[0]);
            case 4 -> replaced(document, at, 0, slice(document, random));
            case 5 -> replaced(document, at, 0, value(random));
            default -> replacedValue(document, at, random);
        };
    }

    /** Puts something else in the place of what follows the next colon. */
    private static byte[] replacedValue(byte[] document, int from, Random random) {
        int start = from;
        while (start < document.length && document[start] != ':') {
            start++;
        }
        int end = Math.min(document.length, start + 1);
        while (end < document.length && ",}]\n".indexOf(document[end]) < 0) {
            end++;
        }
        return start == document.length ? document : replaced(document, start + 1, end - start - 1, value(random));
    }

    private static byte[] value(Random random) {
        return Trees.bytes(VALUES.get(random.nextInt(VALUES.size())));
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
