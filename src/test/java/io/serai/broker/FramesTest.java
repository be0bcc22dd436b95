package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes to the broker's listener is bounded before the broker keeps any of it, however it is cut into pieces. */
class FramesTest {
    private static final long MOST = 200_000;
    private static final String LOGIN = "CONNECT\naccept-version:1.2\nlogin:a\n\n\0\n";

    private final AtomicLong room = new AtomicLong(4 * MOST);
    private boolean loggedIn;

    private Frames frames() {
        return new Frames(MOST, room, () -> loggedIn);
    }

    private static String take(Frames frames, String text) {
        return frames.take(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT\ncontent-length:2147483647\n\n",
                "CONNECT\ncontent-length:99999999999\n\n",
                "CONNECT\ncontent-length:-5\n\n",
                "CONNECT\ncontent-length:+5\n\n",
                "CONNECT\ncontent-length:\n\n",
                "CONNECT\n content-length:5\n\n",
                "CONNECT\nContent-Length:5\n\n",
                "CONNECT\ncontent-length:5\ncontent-length:2147483647\n\n",
                "CONNECT\r\ncontent-length:2147483647\r\n\r\n",
                "CONNECT\na:b\n  \ncontent-length:5\n\n",
                "CONNECT\na:b\rc\n\n",
                "CONNECT\nno colon\n\n",
                "CONNECT\n:value\n\n",
                "CONNECT\na\0b:c\n\n",
                "CONNECT\ncontent-length:1\n\nab",
                "CONNECTED\n\n\0",
                "SENDING\n\n\0",
                "STOMPING\n",
                "GET / HTTP/1.1\r\n\r\n",
                "POST /queue HTTP/1.1\r\n",
                "AMQP\0\1\0\0",
                "ARTEMIX",
                "ARTEMIS\u007f\u00ff\u00ff\u00ff",
                "ARTEMIS\u00ff\u00ff\u00ff\u00ff",
                "ARTEMIS\0\0\0\0",
                "ARTEMIS\0\0\0\10",
                "\0\u0010\0\0",
                "\u0016\u0003\u0001",
            })
    void isRefused(String text) {
        assertThat(take(frames(), text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LOGIN,
                "STOMP\r\naccept-version:1.2\r\n\r\n\0\r\n\n\n",
                LOGIN + "SEND\ndestination:prompts\n\nhello\0",
                LOGIN + "SEND\ndestination:prompts\ncontent-length:5\n\nhe\0lo\0\n",
                LOGIN + "SEND\ncontent-length:0\n\n\0SUBSCRIBE\nid:1\n\n\0",
                LOGIN + "SEND\nempty:\na:b:c\n\n\0",
                "ARTEMIS\0\0\0\13\12\0\0\0\0\0\0\0\0ab\0\0\0\11\26\0\0\0\0\0\0\0\1",
                "\0\0\0\13\36\0\0\0\0\0\0\0\1ab",
            })
    void isPassedOnInAnyPieces(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(bytes.length);
        for (int round = 0; round < 50; round++) {
            Frames frames = frames();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(round + 1));
                assertThat(frames.take(Unpooled.wrappedBuffer(bytes, at, length)))
                        .isEmpty();
                at += length;
            }
            assertThat(room).as("all frames have ended").hasValue(4 * MOST);
        }
    }

    /** A packet of a type, with a channel and a length within it that is as large as may be. */
    private static String packet(int type, int inner) {
        return "ARTEMIS\0\0\0\21" + (char) type + "\0\0\0\0\0\0\0\12" + (char) (inner >> 24 & 0xFF)
                + (char) (inner >> 16 & 0xFF) + (char) (inner >> 8 & 0xFF) + (char) (inner & 0xFF) + "abcd";
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                39, 51, 52, 53, 54, 56, 57, 60, 75, 76, 77, 90, 91, 97, 101, 103, 111, 122, 125, 127, 0, 253, 254, 255
            })
    void packetsThatNoClientSendsAreRefusedAlwaysAsTheyNameLengthsAtWill(int type) {
        for (boolean known : new boolean[] {false, true}) {
            loggedIn = known;
            assertThat(take(frames(), packet(type, Integer.MAX_VALUE))).contains("none of a client");
        }
    }

    @Test
    void packetsOfSessionsAreTakenAfterTheLoginAndNoPartIsLongerThanItsPacket() {
        assertThat(take(frames(), packet(71, 4))).contains("before its login");
        assertThat(take(frames(), packet(73, 4))).contains("before its login");
        assertThat(take(frames(), "ARTEMIS\0\2\0\0\36")).contains("131072 bytes");
        loggedIn = true;
        assertThat(take(frames(), packet(71, 4))).isEmpty();
        assertThat(take(frames(), packet(73, 4))).isEmpty();
        assertThat(take(frames(), packet(73, 5))).contains("longer than itself");
        assertThat(take(frames(), packet(73, Integer.MAX_VALUE))).contains("longer than itself");
        assertThat(take(frames(), packet(73, -1))).contains("longer than itself");
        assertThat(take(frames(), "ARTEMIS\0\2\0\0\107")).isEmpty();
    }

    @Test
    void endlessHeadsAndBodiesAreCut() {
        assertThat(take(frames(), "CONNECT\n" + "a:b\n".repeat(20_000))).contains("head of a frame");
        assertThat(take(frames(), "CONNECT\na:" + "b".repeat(70_000))).contains("head of a frame");
        assertThat(take(frames(), "CONNECT\n\n" + "b".repeat(70_000))).contains("larger than 65536 bytes");
        Frames known = frames();
        assertThat(take(known, LOGIN + "SEND\n\n" + "b".repeat(190_000))).isEmpty();
        assertThat(take(known, "b".repeat(80_000))).contains("larger than");
    }

    @Test
    void framesThatHaveNotEndedAreBoundedTogether() {
        Frames[] all = new Frames[5];
        for (int i = 0; i < all.length; i++) {
            all[i] = frames();
            String why = take(all[i], LOGIN + "SEND\n\n" + "b".repeat((int) MOST - 10));
            assertThat(why.isEmpty()).as("connection " + i).isEqualTo(i < 4);
        }
        for (Frames frames : all) {
            frames.close();
        }
        assertThat(room).hasValue(4 * MOST);
    }

    @Test
    void aRefusedConnectionIsClosedAndTheBrokerSeesNothingOfIt() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameBounds(MOST, room, () -> false));
        ByteBuf bad = Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII);

        assertThat(channel.writeInbound(bad)).isFalse();

        assertThat(channel.isOpen()).isFalse();
        assertThat(bad.refCnt()).isZero();
        assertThat(room).hasValue(4 * MOST);
    }
}
