package io.serai.broker;

import io.netty.buffer.ByteBuf;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.core.protocol.core.impl.PacketImpl;

/**
 * The frames that come on one connection to the embedded broker, as far as their sizes go: those of Artemis's own protocol, or of STOMP.
 * Artemis keeps what it has of a frame until the frame ends, before any login, and believes the length that a frame names, and each length
 * within it. Beyond a bound, or where the two could take the same bytes for different frames, the connection is to be closed.
 */
final class Frames {
    /** The most bytes of the head of a STOMP frame, and of the whole first one, before anybody has shown a password. */
    static final int MOST_HEAD = 64 << 10;

    /** In a frame of Artemis, before what its type needs: the type and the channel. */
    private static final int CORE_HEAD = 9;

    private static final String ARTEMIS = "ARTEMIS";

    /** What whoever has not logged in yet sends in Artemis's protocol. */
    private static final Set<Byte> BEFORE_LOGIN = Set.of(
            PacketImpl.PING,
            PacketImpl.DISCONNECT,
            PacketImpl.DISCONNECT_V2,
            PacketImpl.DISCONNECT_V3,
            PacketImpl.PACKETS_CONFIRMED,
            PacketImpl.CREATESESSION,
            PacketImpl.CREATESESSION_V2,
            PacketImpl.REATTACH_SESSION,
            PacketImpl.SUBSCRIBE_TOPOLOGY,
            PacketImpl.SUBSCRIBE_TOPOLOGY_V2,
            PacketImpl.CHECK_FOR_FAILOVER);

    /** What else clients send. The rest is said among brokers, or is for transactions over several resources, and names lengths at will. */
    private static final Set<Byte> OF_SESSIONS = Set.of(
            PacketImpl.CREATE_ADDRESS,
            PacketImpl.CREATE_QUEUE,
            PacketImpl.CREATE_QUEUE_V2,
            PacketImpl.CREATE_SHARED_QUEUE,
            PacketImpl.CREATE_SHARED_QUEUE_V2,
            PacketImpl.DELETE_QUEUE,
            PacketImpl.CREATE_PRODUCER,
            PacketImpl.REMOVE_PRODUCER,
            PacketImpl.SESS_CREATECONSUMER,
            PacketImpl.SESS_CONSUMER_CLOSE,
            PacketImpl.SESS_ACKNOWLEDGE,
            PacketImpl.SESS_INDIVIDUAL_ACKNOWLEDGE,
            PacketImpl.SESS_EXPIRED,
            PacketImpl.SESS_COMMIT,
            PacketImpl.SESS_ROLLBACK,
            PacketImpl.SESS_QUEUEQUERY,
            PacketImpl.SESS_BINDINGQUERY,
            PacketImpl.SESS_START,
            PacketImpl.SESS_STOP,
            PacketImpl.SESS_CLOSE,
            PacketImpl.SESS_FLOWTOKEN,
            PacketImpl.SESS_SEND,
            PacketImpl.SESS_SEND_LARGE,
            PacketImpl.SESS_SEND_CONTINUATION,
            PacketImpl.SESS_FORCE_CONSUMER_DELIVERY,
            PacketImpl.SESS_PRODUCER_REQUEST_CREDITS,
            PacketImpl.SESS_ADD_METADATA,
            PacketImpl.SESS_ADD_METADATA2,
            PacketImpl.SESS_UNIQUE_ADD_METADATA);

    private static final String LENGTH = "content-length";
    private static final Set<String> COMMANDS = Set.of(
            "CONNECT",
            "STOMP",
            "SEND",
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "ACK",
            "NACK",
            "BEGIN",
            "COMMIT",
            "ABORT",
            "DISCONNECT");

    private enum State {
        BEGIN,
        GREETING,
        CORE_LENGTH,
        CORE_BEGIN,
        CORE_BODY,
        BETWEEN,
        COMMAND,
        HEADER,
        BODY,
        OPEN_BODY,
        END
    }

    private final long most;
    private final AtomicLong room;
    private final BooleanSupplier loggedIn;
    private final StringBuilder line = new StringBuilder();
    private State state = State.BEGIN;
    private int greeted;
    private int lengthBytes;
    private int begun;
    private byte type;
    private int inner;
    private long left = -1;
    private long head;
    private long size;
    private long frames;

    /**
     * @param most bytes of a message
     * @param room how many bytes all connections together may hold of frames that have not ended
     * @param loggedIn whether whoever is there has shown a password, or needs none
     */
    Frames(long most, AtomicLong room, BooleanSupplier loggedIn) {
        this.most = most;
        this.room = room;
        this.loggedIn = loggedIn;
    }

    /**
     * Takes what has come.
     *
     * @return why the connection is to be closed; empty if it is not
     */
    String take(ByteBuf bytes) {
        int end = bytes.writerIndex();
        int at = bytes.readerIndex();
        while (at < end) {
            int before = at;
            String why = "";
            switch (state) {
                case CORE_BODY, BODY -> at += skip(end - at);
                case OPEN_BODY -> {
                    int zero = bytes.indexOf(at, end, (byte) 0);
                    at = zero < 0 ? end : zero;
                    state = zero < 0 ? State.OPEN_BODY : State.END;
                }
                default -> why = take(bytes.getByte(at++));
            }
            why = why.isEmpty() ? hold(at - before) : why;
            if (!why.isEmpty()) {
                return why;
            }
        }
        return "";
    }

    private int skip(int there) {
        int skipped = (int) Math.min(left, there);
        left -= skipped;
        if (left == 0 && state == State.CORE_BODY) {
            ended(State.CORE_LENGTH);
        } else if (left == 0) {
            state = State.END;
        }
        return skipped;
    }

    /** Counts bytes of the frame that comes. */
    private String hold(int count) {
        if (state == State.BETWEEN || (state == State.CORE_LENGTH && lengthBytes == 0)) {
            return "";
        }
        size += count;
        boolean full = room.addAndGet(-count) < 0;
        if (size > mostNow()) {
            return "a frame is larger than " + mostNow() + " bytes";
        }
        return full ? "all frames that have not ended are too large together" : "";
    }

    private long mostNow() {
        return frames > 0 ? most + MOST_HEAD : MOST_HEAD;
    }

    private void ended(State next) {
        room.addAndGet(size);
        size = 0;
        frames++;
        left = -1;
        head = 0;
        lengthBytes = 0;
        state = next;
    }

    /** To be called when the connection has ended. */
    void close() {
        room.addAndGet(size);
        size = 0;
    }

    private String take(byte octet) {
        return switch (state) {
            case BEGIN -> begin(octet);
            case GREETING -> greeting(octet);
            case CORE_LENGTH -> length(octet);
            case CORE_BEGIN -> coreBegin(octet);
            case BETWEEN -> {
                if (octet != '\n' && octet != '\r') {
                    state = State.COMMAND;
                    yield inLine(octet);
                }
                yield "";
            }
            case COMMAND, HEADER -> inLine(octet);
            default -> {
                ended(State.BETWEEN);
                yield octet == 0 ? "" : "a frame goes on behind its length";
            }
        };
    }

    private String begin(byte octet) {
        return switch (octet) {
            case 'A' -> {
                state = State.GREETING;
                yield greeting(octet);
            }
            case 0 -> {
                state = State.CORE_LENGTH;
                yield length(octet);
            }
            case 'C', 'S' -> {
                state = State.COMMAND;
                yield inLine(octet);
            }
            default -> "it speaks neither Artemis's protocol nor STOMP";
        };
    }

    private String greeting(byte octet) {
        if (octet != ARTEMIS.charAt(greeted++)) {
            return "it speaks neither Artemis's protocol nor STOMP";
        }
        if (greeted == ARTEMIS.length()) {
            ended(State.CORE_LENGTH);
        }
        return "";
    }

    /** A frame of Artemis begins with its length, in four bytes. */
    private String length(byte octet) {
        left = lengthBytes == 0 ? octet & 0xFF : left << 8 | (octet & 0xFF);
        if (++lengthBytes < 4) {
            return "";
        }
        if (left < CORE_HEAD || left > (loggedIn.getAsBoolean() ? most : 0) + MOST_HEAD) {
            return "a frame says that it has " + left + " bytes";
        }
        state = State.CORE_BEGIN;
        begun = 0;
        inner = 0;
        return "";
    }

    /** Takes the type and the channel of a frame, and the length that stands in a piece of a message. */
    private String coreBegin(byte octet) {
        left--;
        if (++begun == 1) {
            type = octet;
            boolean known = BEFORE_LOGIN.contains(type) || (loggedIn.getAsBoolean() && OF_SESSIONS.contains(type));
            return known ? "" : "a frame is none of a client, or comes before its login";
        }
        boolean piece = type == PacketImpl.SESS_SEND_CONTINUATION;
        if (piece && begun > CORE_HEAD) {
            inner = inner << 8 | (octet & 0xFF);
        }
        if (begun == CORE_HEAD + (piece ? Integer.BYTES : 0)) {
            if (inner < 0 || inner > left) {
                return "a frame holds a part that is longer than itself";
            }
            state = State.CORE_BODY;
        }
        if (left == 0) {
            ended(State.CORE_LENGTH);
        }
        return "";
    }

    private String inLine(byte octet) {
        if (++head > MOST_HEAD) {
            return "the head of a frame is larger than " + MOST_HEAD + " bytes";
        }
        boolean ends = octet == '\n';
        if (octet == 0 || (!ends && !line.isEmpty() && line.charAt(line.length() - 1) == '\r')) {
            return "the head of a frame is malformed";
        }
        if (!ends) {
            line.append((char) (octet & 0xFF));
            return "";
        }
        boolean returned = !line.isEmpty() && line.charAt(line.length() - 1) == '\r';
        String text = line.substring(0, line.length() - (returned ? 1 : 0));
        line.setLength(0);
        return state == State.COMMAND ? command(text) : header(text);
    }

    private String command(String text) {
        state = State.HEADER;
        return COMMANDS.contains(text) ? "" : "a frame has no command of STOMP";
    }

    private String header(String text) {
        if (text.isEmpty()) {
            state = left < 0 ? State.OPEN_BODY : left == 0 ? State.END : State.BODY;
            return "";
        }
        int colon = text.indexOf(':');
        String name = text.substring(0, Math.max(0, colon));
        if (!name.strip().equalsIgnoreCase(LENGTH)) {
            return colon > 0 && !name.isBlank() ? "" : "a header of a frame has no name";
        }
        String value = text.substring(colon + 1).strip();
        boolean number =
                !value.isEmpty() && value.length() < 11 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (left >= 0 || !name.equals(LENGTH) || !number || Long.parseLong(value) > most + MOST_HEAD) {
            return "the length of a frame is malformed, there twice, or too large";
        }
        left = Long.parseLong(value);
        return "";
    }
}
