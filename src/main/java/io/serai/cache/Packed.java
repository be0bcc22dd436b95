package io.serai.cache;

import io.serai.cache.Kept.About;
import io.serai.chat.Answer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A kept answer as bytes, in a head of 28 bytes (magic, form, length of the rest, when it is over, CRC32C of all but the magic and itself), and then the
 * key, whose it is, its times and the answer.
 */
final class Packed {
    /** Bytes of the head. */
    static final int HEAD = 28;

    private static final int MAGIC = 0x53455241;
    private static final int SUM = HEAD - Long.BYTES;

    /** What bytes are. */
    enum State {
        /** An answer, all of it. */
        WHOLE,
        /** An answer that another version of Serai has written. */
        FOREIGN,
        /** None, or a part of one. */
        DAMAGED
    }

    private Packed() {}

    /** @throws IllegalArgumentException if it holds what cannot be written */
    static byte[] of(String key, Kept kept) {
        ValueWriter writer = new ValueWriter().skip(HEAD).add(key).add(kept.about());
        add(writer, kept.at());
        add(writer, kept.lifetime());
        add(writer, kept.stale());
        byte[] all = writer.addInt(kept.weight()).add(kept.answer()).done();
        ByteBuffer.wrap(all)
                .putInt(MAGIC)
                .putInt(Shapes.FORM)
                .putInt(all.length - HEAD)
                .putLong(over(kept))
                .putLong(checksum(all));
        return all;
    }

    private static long over(Kept kept) {
        return kept.at().plus(kept.time()).toEpochMilli();
    }

    /** When it is over, in milliseconds since 1970, by its head. */
    static long over(ByteBuffer head) {
        return head.getLong(SUM - Long.BYTES);
    }

    /** What the head of an entry says; the rest may be damaged all the same. */
    static State state(ByteBuffer head, long size) {
        if (head.remaining() < HEAD || head.getInt(0) != MAGIC) {
            return State.DAMAGED;
        }
        if (head.getInt(Integer.BYTES) != Shapes.FORM) {
            return State.FOREIGN;
        }
        return head.getInt(2 * Integer.BYTES) == size - HEAD ? State.WHOLE : State.DAMAGED;
    }

    static State state(byte[] all) {
        ByteBuffer bytes = ByteBuffer.wrap(all);
        State state = state(bytes, all.length);
        return state == State.WHOLE && bytes.getLong(SUM) != checksum(all) ? State.DAMAGED : state;
    }

    /**
     * The answer of whole bytes; null if they are another key's.
     *
     * @throws RuntimeException if they cannot be read all the same
     */
    static @Nullable Kept kept(String key, byte[] all) {
        ValueReader reader = new ValueReader(ByteBuffer.wrap(all, HEAD, all.length - HEAD));
        if (!reader.nextText().equals(key)) {
            return null;
        }
        About about = about(reader);
        Instant at = Instant.ofEpochSecond(reader.nextLong(), reader.nextInt());
        Duration lifetime = Duration.ofSeconds(reader.nextLong(), reader.nextInt());
        Duration stale = Duration.ofSeconds(reader.nextLong(), reader.nextInt());
        int weight = reader.nextInt();
        return reader.next() instanceof Answer answer ? new Kept(answer, about, at, lifetime, stale, weight) : null;
    }

    /** Whose it is, by the beginning of its bytes; null if that cannot be read. */
    static @Nullable About about(byte[] beginning) {
        if (beginning.length <= HEAD
                || ByteBuffer.wrap(beginning).getInt(0) != MAGIC
                || ByteBuffer.wrap(beginning).getInt(Integer.BYTES) != Shapes.FORM) {
            return null;
        }
        try {
            ValueReader reader = new ValueReader(ByteBuffer.wrap(beginning, HEAD, beginning.length - HEAD));
            reader.nextText();
            return about(reader);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static About about(ValueReader reader) {
        if (reader.next() instanceof About about) {
            return about;
        }
        throw new IllegalStateException("It does not say whose it is");
    }

    private static void add(ValueWriter writer, Instant time) {
        writer.addLong(time.getEpochSecond()).addInt(time.getNano());
    }

    private static void add(ValueWriter writer, Duration time) {
        writer.addLong(time.getSeconds()).addInt(time.getNano());
    }

    private static long checksum(byte[] all) {
        CRC32C sum = new CRC32C();
        sum.update(all, Integer.BYTES, SUM - Integer.BYTES);
        sum.update(all, HEAD, all.length - HEAD);
        return sum.getValue();
    }
}
