package io.serai.e2e;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.StreamMessage;
import java.util.List;
import java.util.Random;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQQueue;
import org.apache.activemq.artemis.jms.client.ActiveMQTopic;
import org.jspecify.annotations.Nullable;

/** Messages of every kind with properties that somebody might think of. */
public final class RandomMessages {
    private static final List<String> NAMES = List.of(
            "CamelFileName",
            "CAMELHttpUri",
            "x_HYPHEN_serai_HYPHEN_task",
            "x_HYPHEN_serai_HYPHEN_wait",
            "JMSXGroupID",
            "Content_HYPHEN_Type",
            "seraiReason",
            "_AMQ_OperationName",
            "JMSXDeliveryCountx",
            "breadcrumbId",
            "a");
    private static final List<String> TEXTS = List.of(
            "Hello",
            "",
            " ",
            "{",
            "{}",
            "[1]",
            "{\"messages\":[]}",
            "{\"model\":\"light\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
            "{\"input\":1}",
            "\u0000",
            "${exchangeId}",
            "x\n2026 INFO Serai - FAKE",
            "{\"model\":7,\"messages\":7}");

    private RandomMessages() {}

    public static Message next(Random random, Queues queues) throws JMSException {
        Message message = kind(random, queues);
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            switch (random.nextInt(5)) {
                case 0 -> message.setStringProperty(name, TEXTS.get(random.nextInt(TEXTS.size())));
                case 1 -> message.setIntProperty(name, random.nextInt());
                case 2 -> message.setBooleanProperty(name, random.nextBoolean());
                case 3 -> message.setDoubleProperty(name, random.nextGaussian());
                default -> message.setByteProperty(name, (byte) random.nextInt());
            }
        }
        message.setJMSReplyTo(reply(random));
        if (random.nextInt(4) == 0) {
            message.setJMSCorrelationID(TEXTS.get(random.nextInt(TEXTS.size())));
        }
        return message;
    }

    private static Message kind(Random random, Queues queues) throws JMSException {
        return switch (random.nextInt(6)) {
            case 0 -> queues.text(TEXTS.get(random.nextInt(TEXTS.size())));
            case 1 -> {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                yield queues.bytes(bytes);
            }
            case 2 -> {
                MapMessage map = queues.map();
                map.setInt("n", random.nextInt());
                yield map;
            }
            case 3 -> {
                StreamMessage stream = queues.stream();
                stream.writeInt(random.nextInt());
                yield stream;
            }
            case 4 -> queues.object(TEXTS.get(random.nextInt(TEXTS.size())));
            default -> queues.bare();
        };
    }

    private static @Nullable ActiveMQDestination reply(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new ActiveMQQueue("answers");
            case 1 -> new ActiveMQQueue("activemq.management");
            case 2 -> new ActiveMQTopic("some.topic");
            case 3 -> new ActiveMQQueue("x\n".repeat(random.nextInt(300)) + 'y');
            default -> null;
        };
    }
}
