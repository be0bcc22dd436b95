package io.serai.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gzip is read as Java reads it, without its depth. */
class GzipBodyTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void membersAreReadOneAfterTheOther(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = random.nextInt(5); i >= 0; i--) {
            byte[] text = new byte[random.nextInt(3) * random.nextInt(100_000)];
            random.nextBytes(text);
            file.writeBytes(gzip(text));
        }
        byte[] bytes = file.toByteArray();

        assertThat(read(bytes)).isEqualTo(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes());
    }

    @Test
    void emptyMembersAreNoDepth() throws IOException {
        byte[] empty = gzip(new byte[0]);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            file.writeBytes(empty);
        }
        file.writeBytes(gzip(new byte[] {7}));

        assertThat(read(file.toByteArray())).containsExactly(7);
    }

    /** Extra field, name, comment and sum of the header. */
    @ParameterizedTest
    @ValueSource(strings = {"04 0300616263", "08 6e616d6500", "10 736f00", "02 ffff", "1e 0100616e00630001ff"})
    void whatAHeaderMayHoldIsPassedOver(String text) throws IOException {
        byte[] plain = gzip(new byte[] {1, 2, 3});
        plain[3] = (byte) Integer.parseInt(text.substring(0, 2), 16);
        byte[] more = HexFormat.of().parseHex(text.substring(3));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(plain, 0, 10);
        file.writeBytes(more);
        file.write(plain, 10, plain.length - 10);

        assertThat(read(file.toByteArray())).containsExactly(1, 2, 3);
    }

    @Test
    void whatFollowsAndIsNoMemberIsNothing() throws IOException {
        byte[] file = gzip(new byte[] {1});
        assertThat(read(Arrays.copyOf(file, file.length + 30))).containsExactly(1);
    }

    @Test
    void aFileThatIsCutOrDamagedIsRefused() throws IOException {
        byte[] file = gzip("Hello, hello, hello".getBytes(StandardCharsets.US_ASCII));
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).as("%s bytes", length).isInstanceOf(IOException.class);
        }
        for (int at : new int[] {0, 1, 2, file.length - 1, file.length - 8}) {
            byte[] damaged = file.clone();
            damaged[at] ^= 0x55;
            assertThatThrownBy(() -> read(damaged)).as("byte %s", at).isInstanceOf(IOException.class);
        }
    }

    private static byte[] read(byte[] file) throws IOException {
        try (GzipBody body = new GzipBody(Unpooled.wrappedBuffer(file))) {
            return body.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text);
        }
        return bytes.toByteArray();
    }
}
