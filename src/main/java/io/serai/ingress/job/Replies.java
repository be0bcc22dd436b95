package io.serai.ingress.job;

import io.serai.chat.RejectedException;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/**
 * The permitted addresses of replies: existing temporary queues, and the queues that a setting allows. Whoever sends a
 * message names a queue of ours; so it is never one that the broker or a route takes orders from, and no queue is made for it.
 */
final class Replies {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
    private static final Pattern BROKERS_OWN = Pattern.compile(
            "(activemq|jms\\.queue\\.activemq|notifications|dlq|expiryqueue|failed)([._].*)?|.*\\.failed");

    private final List<String> allowed;

    /** @param allowed names of queues; one that ends in {@code *} stands for those that begin so and are there */
    Replies(List<String> allowed) {
        this.allowed = allowed;
    }

    /**
     * Looks where a message wants its answer.
     *
     * @return the name of a temporary queue that may go away meanwhile, else null
     * @throws RejectedException if it may not have it there
     */
    @Nullable
    String check(Destination wanted, @Nullable Session session, CamelContext context) {
        String name = name(wanted);
        if (!NAME.matcher(name).matches()) {
            throw refused("its name is not 1 to 200 letters, digits, '.', '_' or '-'", "queue of such a name");
        }
        String plain = name.toLowerCase(Locale.ROOT);
        if (BROKERS_OWN.matcher(plain).matches() || isTaken(name, context)) {
            throw refused(name + " belongs to the broker or to a route", "temporary one");
        }
        ClientSession core = session instanceof ActiveMQSession artemis ? artemis.getCoreSession() : null;
        if (core != null && !takes(wanted, name, core)) {
            throw refused(name + " takes no messages of that kind", "temporary one");
        }
        if (core != null && isTemporary(name, core)) {
            return name;
        }
        if (allowed.contains(name)) {
            return null;
        }
        if (wanted instanceof TemporaryQueue || wanted instanceof TemporaryTopic) {
            throw new RejectedException(
                    410, "requester_gone", "The temporary queue for the answer is gone, so nobody waits for it.", null);
        }
        if (allowed.stream().noneMatch(pattern -> fits(pattern, name))) {
            throw refused(
                    name + " is not among serai.broker.replies (" + String.join(", ", allowed) + ")", "temporary one");
        }
        if (core != null && !isThere(name, core)) {
            throw refused("there is no queue " + name, "queue that is there");
        }
        return null;
    }

    /** Whether a queue for an answer has gone away. */
    static boolean isGone(String name, @Nullable Session session) {
        return session instanceof ActiveMQSession artemis && !isTemporary(name, artemis.getCoreSession());
    }

    private static boolean fits(String pattern, String name) {
        return pattern.endsWith("*") && name.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    static String name(Destination destination) {
        try {
            return switch (destination) {
                case Queue queue -> String.valueOf(queue.getQueueName());
                case Topic topic -> String.valueOf(topic.getTopicName());
                // As a message has it that came by another protocol.
                case ActiveMQDestination other -> String.valueOf(other.getName());
                default -> "";
            };
        } catch (JMSException e) {
            return "";
        }
    }

    /** Whether a route takes what comes there, as Serai's own does from prompts. */
    private static boolean isTaken(String name, CamelContext context) {
        for (Route route : context.getRoutes()) {
            String uri = route.getEndpoint().getEndpointBaseUri();
            if (uri.endsWith(':' + name) || uri.endsWith('/' + name)) {
                return true;
            }
        }
        return name.equals("prompts") || name.startsWith("prompts.");
    }

    private static boolean isTemporary(String name, ClientSession core) {
        try {
            ClientSession.QueueQuery queue = core.queueQuery(SimpleString.of(name));
            if (queue.isExists()) {
                return queue.isTemporary();
            }
            // A temporary topic has an address, and queues only of those who listen.
            ClientSession.AddressQuery address = core.addressQuery(SimpleString.of(name));
            return address.isExists() && address.isSupportsMulticast() && !address.isSupportsAnycast();
        } catch (ActiveMQException e) {
            return false;
        }
    }

    /** Whether an address takes what is sent to a queue, or to a topic; one that is not there yet does. */
    private static boolean takes(Destination wanted, String name, ClientSession core) {
        try {
            ClientSession.AddressQuery address = core.addressQuery(SimpleString.of(name));
            return !address.isExists()
                    || (wanted instanceof Topic ? address.isSupportsMulticast() : address.isSupportsAnycast());
        } catch (ActiveMQException e) {
            return true;
        }
    }

    private static boolean isThere(String name, ClientSession core) {
        try {
            return core.queueQuery(SimpleString.of(name)).isExists();
        } catch (ActiveMQException e) {
            return false;
        }
    }

    private static RejectedException refused(String why, String instead) {
        return new RejectedException(
                403,
                "reply_refused",
                "No answer is sent to the queue in JMSReplyTo: " + why + ". Name a " + instead
                        + ", or none for the queue answers.",
                "JMSReplyTo");
    }
}
