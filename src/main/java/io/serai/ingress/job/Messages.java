package io.serai.ingress.job;

import io.serai.chat.RejectedException;
import io.serai.ingress.Wishes;
import jakarta.jms.Destination;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;
import org.jspecify.annotations.Nullable;

/** Checks a message before anybody reads it: it must be readable, and its answer must have a permitted address. */
final class Messages {
    /** The variables of the queue's routes: the body as it came, and where the answer goes. */
    private static final String BODY = "message";

    private static final String REPLY_TO = "replyTo";
    private static final String TEMPORARY = "serai.reply";

    /** The exchange property with the queue from which a message came. */
    private static final String SOURCE = "serai.queue";

    /** The header that says how long after it was sent a message is still to be asked. */
    private static final String TIMEOUT = "x-serai-timeout";

    /** What the broker notes on messages, and does by their properties. */
    private static final String BROKERS = "_AMQ_*";

    private Messages() {}

    /** @throws RejectedException if it is of no kind that can be read, or its answer may not go where it says */
    static void check(Exchange exchange, Replies replies) {
        Destination wanted = exchange.getMessage().getHeader("JMSReplyTo", Destination.class);
        JmsMessage jms = exchange.getMessage(JmsMessage.class);
        Session session = jms == null ? null : jms.getJmsSession();
        Message message = jms == null ? null : jms.getJmsMessage();
        note(exchange);
        String kind = kind(message, exchange.getMessage().getBody());
        if (kind != null && message != null) {
            exchange.setVariable(BODY, new Unreadable(kind, message));
        }
        if (wanted != null) {
            checkReply(exchange, replies, wanted, session);
        }
        if (kind != null) {
            throw new RejectedException(
                    415,
                    "unsupported_message",
                    "The message is " + kind
                            + ". Send the prompt, or a request as JSON, as a TextMessage or a BytesMessage.",
                    null);
        }
    }

    /** Keeps what the broker has noted on a message, and no more of it: else the next broker would obey it in the answer. */
    private static void note(Exchange exchange) {
        org.apache.camel.Message message = exchange.getMessage();
        String first = message.getHeader("_AMQ_ORIG_QUEUE", String.class);
        Destination now = message.getHeader("JMSDestination", Destination.class);
        String source = now instanceof Queue ? Replies.name(now) : "";
        exchange.setProperty(SOURCE, source.endsWith(".failed") && first != null ? first : source);
        message.removeHeaders(BROKERS);
    }

    /** The queue to which a message goes back when it is tried again. */
    static String source(Exchange exchange) {
        return exchange.getProperty(SOURCE, "", String.class);
    }

    /**
     * When a message is too old to be asked: by its expiration, or by the header {@code x-serai-timeout}.
     *
     * @return null if it never is
     * @throws RejectedException if it says so in no known way, or is too old
     */
    static @Nullable Instant end(org.apache.camel.Message message) {
        long expiration = message.getHeader("JMSExpiration", 0L, Long.class);
        Instant end = expiration > 0 ? Instant.ofEpochMilli(expiration) : null;
        Duration limit = Wishes.time(TIMEOUT, message.getHeader(TIMEOUT, String.class), Duration.ZERO);
        if (limit.isPositive()) {
            Instant wanted = Instant.ofEpochMilli(message.getHeader("JMSTimestamp", 0L, Long.class))
                    .plus(limit);
            end = end == null || wanted.isBefore(end) ? wanted : end;
        }
        if (end != null && !end.isAfter(Instant.now())) {
            throw expired("The time limit of the message ended at " + end.truncatedTo(ChronoUnit.MILLIS));
        }
        return end;
    }

    private static RejectedException expired(String when) {
        return new RejectedException(410, "message_expired", when + ", before its turn came. Nobody was asked.", null);
    }

    /** Why the broker has set a message aside by itself. */
    static RejectedException whySetAside(org.apache.camel.Message message) {
        Object expiry = message.getHeader("_AMQ_ACTUAL_EXPIRY");
        return expiry instanceof Number moment
                ? expired("The time limit of the message ended at " + Instant.ofEpochMilli(moment.longValue()))
                : new RejectedException(
                        422,
                        "message_undeliverable",
                        "The message came back to the broker each time it was taken, so that the broker has set it"
                                + " aside. Each consumer was stopped, or could not send the answer.",
                        null);
    }

    private static void checkReply(Exchange exchange, Replies replies, Destination wanted, @Nullable Session session) {
        try {
            String temporary = replies.check(wanted, session, exchange.getContext());
            if (!(wanted instanceof Queue || wanted instanceof Topic)) {
                // Another protocol names a place, and not of which kind it is.
                exchange.setVariable(REPLY_TO, ActiveMQDestination.createQueue(Replies.name(wanted)));
            }
            if (temporary != null && session != null) {
                exchange.setProperty(TEMPORARY, new Waiting(temporary, session));
            }
        } catch (RejectedException e) {
            replyToNobody(exchange);
            throw e;
        }
    }

    private static @Nullable String kind(@Nullable Message message, @Nullable Object body) {
        return switch (message) {
            case ObjectMessage object -> "an ObjectMessage";
            case MapMessage map -> "a MapMessage";
            case StreamMessage stream -> "a StreamMessage";
            case null, default -> body instanceof Unreadable unreadable ? unreadable.kind() : null;
        };
    }

    /** Whether the requester with a temporary queue has left. */
    static boolean requesterIsGone(Exchange exchange) {
        Waiting waiting = exchange.getProperty(TEMPORARY, Waiting.class);
        return waiting != null && Replies.isGone(waiting.queue, waiting.session);
    }

    /** Lets the routes answer nobody. */
    static void replyToNobody(Exchange exchange) {
        exchange.removeVariable(REPLY_TO);
    }

    /** The requester with a temporary queue. */
    private record Waiting(String queue, Session session) {}
}
