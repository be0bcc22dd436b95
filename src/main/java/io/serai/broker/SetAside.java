package io.serai.broker;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages that were set aside, with the reasons, and their way back. It works through the broker, whichever that is. */
public final class SetAside {
    /** Where they are. */
    public static final String QUEUE = "prompts.failed";

    private static final String PROMPTS = "prompts";
    private static final long MOMENT_MILLIS = 1_000;

    /** The queue from which a message came, which Serai or the broker has noted on it. */
    private static final List<String> SOURCES = List.of("seraiQueue", "_AMQ_ORIG_QUEUE", "_AMQ_ORIG_ADDRESS");

    private final ConnectionFactory connections;

    public SetAside(ConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * A message that was set aside.
     *
     * @param queue to which it goes back
     * @param code the word for its reason; empty if it has none yet
     * @param sent when it was sent first
     */
    public record Letter(String id, String queue, String code, String reason, Instant sent) {}

    /**
     * Which messages are meant.
     *
     * @param id of one message; empty for all
     * @param code the word for their reason; empty for any
     * @param most how many
     */
    public record Choice(String id, String code, int most) {

        private String selector() {
            List<String> conditions = new ArrayList<>();
            if (!id.isEmpty()) {
                conditions.add("JMSMessageID = '" + id.replace("'", "''") + '\'');
            }
            if (!code.isEmpty()) {
                conditions.add("seraiCode = '" + code.replace("'", "''") + '\'');
            }
            return conditions.isEmpty() ? "TRUE" : String.join(" AND ", conditions);
        }
    }

    /**
     * The messages, oldest first.
     *
     * @throws JMSException if the broker does not answer
     */
    public List<Letter> list(Choice choice) throws JMSException {
        try (JMSContext context = connections.createContext()) {
            List<Letter> letters = new ArrayList<>();
            browse(
                    context,
                    choice,
                    message -> letters.add(new Letter(
                            message.getJMSMessageID(),
                            source(message),
                            text(message, "seraiCode"),
                            text(message, "seraiReason"),
                            Instant.ofEpochMilli(message.getJMSTimestamp()))));
            return letters;
        }
    }

    /**
     * Sends messages back to the queues from which they came, each in a transaction: without the reason, without a time limit that is over, and
     * with the priority, the correlation id and the place for the answer that they had. What is set aside meanwhile is not sent back.
     *
     * @return how many
     * @throws JMSException if the broker does not answer; what was sent back until then stays so
     */
    public int replay(Choice choice) throws JMSException {
        try (JMSContext context = connections.createContext(JMSContext.SESSION_TRANSACTED)) {
            int count = browse(context, choice, message -> {});
            int done = 0;
            try (JMSConsumer consumer = context.createConsumer(context.createQueue(QUEUE), choice.selector())) {
                while (done < count) {
                    Message message = consumer.receive(MOMENT_MILLIS);
                    if (message == null) {
                        break;
                    }
                    Queue back = context.createQueue(source(message));
                    int priority = message.getJMSPriority();
                    context.createProducer().setPriority(priority).send(back, asItCame(message));
                    context.commit();
                    done++;
                }
            }
            return done;
        }
    }

    /** Looks at the messages one after the other: all of them together may be larger than the memory. */
    private static int browse(JMSContext context, Choice choice, Look look) throws JMSException {
        int count = 0;
        try (QueueBrowser browser = context.createBrowser(context.createQueue(QUEUE), choice.selector())) {
            Iterator<?> all = browser.getEnumeration().asIterator();
            for (; count < choice.most && all.hasNext(); count++) {
                look.at((Message) all.next());
            }
        }
        return count;
    }

    /** Looks at a message. */
    @FunctionalInterface
    private interface Look {
        void at(Message message) throws JMSException;
    }

    /** The message without what Serai and the broker have noted on it. */
    private static Message asItCame(Message message) throws JMSException {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Object name : Collections.list(message.getPropertyNames())) {
            String property = String.valueOf(name);
            if (!property.startsWith("serai") && !property.startsWith("_AMQ_") && !property.startsWith("JMS")) {
                properties.put(property, message.getObjectProperty(property));
            }
        }
        message.clearProperties();
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        return message;
    }

    private static String source(Message message) throws JMSException {
        for (String name : SOURCES) {
            String source = text(message, name);
            if (!source.isEmpty() && !source.equals(QUEUE)) {
                return source;
            }
        }
        return PROMPTS;
    }

    private static String text(Message message, String property) throws JMSException {
        Object value = message.getObjectProperty(property);
        return value == null ? "" : value.toString();
    }
}
