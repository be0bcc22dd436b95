package io.serai.broker;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Refuses messages of other programs that are so large that the heap could not hold those that are worked on at once, and compressed ones,
 * of which nobody knows how large they become. The sender hears of it: a consumer has all of a message in memory, decompressed, before it can
 * look at its size.
 */
final class LargestMessage implements ActiveMQServerMessagePlugin {
    /** Eight at once become some two or three times their size each. */
    private static final int PART_OF_HEAP = 48;

    private final long most;

    LargestMessage() {
        this(most());
    }

    /** The most bytes of a message. */
    static long most() {
        return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    }

    /** @param most bytes of a message */
    LargestMessage(long most) {
        this.most = most;
    }

    @Override
    public void beforeSend(
            ServerSession session, Transaction tx, Message message, boolean direct, boolean noAutoCreateQueue)
            throws ActiveMQException {
        boolean ours = session.getRemotingConnection().getTransportConnection() instanceof InVMConnection;
        if (!ours && message.containsProperty(Message.HDR_LARGE_COMPRESSED)) {
            throw new ActiveMQException(
                    "The message is compressed, and Serai decompresses none. Connect without compressLargeMessage",
                    ActiveMQExceptionType.ILLEGAL_STATE);
        }
        if (!ours && message.getWholeMessageSize() > most) {
            throw new ActiveMQException(
                    "The message is larger than " + most + " bytes, of which a TextMessage takes two a character."
                            + " Put large prompts into files, or start Serai with a larger -Xmx",
                    ActiveMQExceptionType.ADDRESS_FULL);
        }
    }
}
