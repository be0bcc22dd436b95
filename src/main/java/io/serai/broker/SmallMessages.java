package io.serai.broker;

import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionCreateConsumerMessage;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Has another broker keep to itself what {@link LargestMessage} keeps out of the embedded one. Whoever consumes has all of a message in memory,
 * decompressed, before anybody can look at its size: so each consumer is opened with a filter, whichever route opens it.
 */
final class SmallMessages implements Interceptor {
    private final String filter;

    SmallMessages() {
        this(LargestMessage.most());
    }

    /** @param most bytes of a message */
    SmallMessages(long most) {
        // Old brokers know no such size.
        this.filter =
                "(AMQFullSize IS NULL OR AMQFullSize <= " + most + ") AND " + Message.HDR_LARGE_COMPRESSED + " IS NULL";
    }

    @Override
    public boolean intercept(Packet packet, RemotingConnection connection) {
        if (packet instanceof SessionCreateConsumerMessage consumer) {
            SimpleString wanted = consumer.getFilterString();
            consumer.setFilterString(SimpleString.of(
                    wanted == null || wanted.isBlank() ? filter : '(' + wanted.toString() + ") AND " + filter));
        }
        return true;
    }
}
