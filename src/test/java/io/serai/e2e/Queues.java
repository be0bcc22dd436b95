package io.serai.e2e;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of a broker, with a connection of its own. */
public final class Queues implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 15_000;
    private static final long MOMENT_MILLIS = 100;

    private final JMSContext context;
    private final Map<String, JMSConsumer> consumers = new HashMap<>();

    public Queues(ConnectionFactory connections) {
        context = connections.createContext();
    }

    Queue queue(String name) {
        return context.createQueue(name);
    }

    Queue temporary() {
        return context.createTemporaryQueue();
    }

    Message text(@Nullable String text) {
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

    MapMessage map() {
        return context.createMapMessage();
    }

    StreamMessage stream() {
        return context.createStreamMessage();
    }

    Message bare() {
        return context.createMessage();
    }

    /** Whether there is nothing in a queue, nor comes within a moment. */
    boolean isEmpty(String queue) {
        try (JMSConsumer consumer = context.createConsumer(queue(queue))) {
            return consumer.receive(MOMENT_MILLIS) == null;
        }
    }

    /** Sends to the queue prompts. */
    public Message send(Message message) {
        context.createProducer().send(queue("prompts"), message);
        return message;
    }

    /** Sends to the queue prompts. */
    Message send(Message message, int priority, long lifeMillis) {
        // All producers of a context share these two.
        context.createProducer()
                .setPriority(priority)
                .setTimeToLive(lifeMillis)
                .send(queue("prompts"), message)
                .setPriority(Message.DEFAULT_PRIORITY)
                .setTimeToLive(Message.DEFAULT_TIME_TO_LIVE);
        return message;
    }

    Message send(Queue to, Message message) {
        context.createProducer().send(to, message);
        return message;
    }

    /** Begins to listen, which makes the queue. */
    void listenTo(Queue queue) {
        var unused = consumers.computeIfAbsent(queue + " " + null, name -> context.createConsumer(queue));
    }

    /** Begins to listen to a topic, which makes its address. */
    void listenToTopic(String name) {
        var unused =
                consumers.computeIfAbsent(name + " topic", it -> context.createConsumer(context.createTopic(name)));
    }

    /** The next message with the property fuzz of a queue, or null if there is none within a moment. */
    @Nullable
    Message next(String queue) {
        return consumers
                .computeIfAbsent(queue + " next", name -> context.createConsumer(queue(queue), "fuzz IS NOT NULL"))
                .receive(MOMENT_MILLIS);
    }

    /** Takes all that is in a queue now. */
    public void drain(String queue) {
        try (JMSConsumer consumer = context.createConsumer(queue(queue))) {
            while (consumer.receiveNoWait() != null) {
                // It is gone.
            }
        }
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

    @Override
    public void close() {
        context.close();
    }
}
