package io.serai.ingress;

import io.serai.chat.RejectedException;
import jakarta.jms.Destination;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;
import org.jspecify.annotations.Nullable;

/** What a message is, before anybody reads it: of a kind that can be read, and with an answer that may go where it says. */
final class Messages {
    /** The variables of the queue's routes: the body as it came, and where the answer goes. */
    private static final String BODY = "message";

    private static final String REPLY_TO = "replyTo";
    private static final String TEMPORARY = "serai.reply";

    private Messages() {}

    /** @throws RejectedException if it is of no kind that can be read, or its answer may not go where it says */
    static void check(Exchange exchange, Replies replies) {
        Destination wanted = exchange.getMessage().getHeader("JMSReplyTo", Destination.class);
        JmsMessage jms = exchange.getMessage(JmsMessage.class);
        Session session = jms == null ? null : jms.getJmsSession();
        Message message = jms == null ? null : jms.getJmsMessage();
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

    private static void checkReply(Exchange exchange, Replies replies, Destination wanted, @Nullable Session session) {
        try {
            String temporary = replies.check(wanted, session, exchange.getContext());
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

    /** Whether whoever waited for the answer on a temporary queue has left. */
    static boolean requesterIsGone(Exchange exchange) {
        Waiting waiting = exchange.getProperty(TEMPORARY, Waiting.class);
        return waiting != null && Replies.isGone(waiting.queue, waiting.session);
    }

    /** Lets the routes answer nobody. */
    static void replyToNobody(Exchange exchange) {
        exchange.removeVariable(REPLY_TO);
    }

    /** Who waits for an answer on a temporary queue. */
    private record Waiting(String queue, Session session) {}
}
