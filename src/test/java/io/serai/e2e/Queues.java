package io.serai.e2e;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of a broker, with a connection of its own. */
final class Queues implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 15_000;

    private final JMSContext context;
    private final Map<String, JMSConsumer> consumers = new HashMap<>();

    Queues(ConnectionFactory connections) {
        context = connections.createContext();
    }

    Queue queue(String name) {
        return context.createQueue(name);
    }

    Queue temporary() {
        return context.createTemporaryQueue();
    }

    Message text(String text) {
        return context.createTextMessage(text);
    }

    Message bytes(byte[] bytes) throws JMSException {
        var message = context.createBytesMessage();
        message.writeBytes(bytes);
        return message;
    }

    Message object(java.io.Serializable object) {
        return context.createObjectMessage(object);
    }

    /** Sends to the queue prompts. */
    Message send(Message message) {
        context.createProducer().send(queue("prompts"), message);
        return message;
    }

    /** Waits for a message. */
    Message receive(Destination from) {
        return receive(from, null);
    }

    /** Waits for a message that a selector chooses. */
    Message receive(Destination from, @Nullable String selector) {
        JMSConsumer consumer =
                consumers.computeIfAbsent(from + " " + selector, name -> context.createConsumer(from, selector));
        Message message = consumer.receive(PATIENCE_MILLIS);
        if (message == null) {
            throw new AssertionError("Nothing came to " + from + " within " + PATIENCE_MILLIS + " ms");
        }
        return message;
    }

    Message receive(String queue) {
        return receive(queue(queue));
    }

    /** Waits for a message that Serai has set aside. */
    Message receiveFailed() {
        return receive(queue("prompts.failed"), "seraiReason IS NOT NULL");
    }

    /** Waits for a message that the broker has set aside. */
    Message receiveGivenUp() {
        return receive(queue("prompts.failed"), "seraiReason IS NULL");
    }

    @Override
    public void close() {
        context.close();
    }
}
