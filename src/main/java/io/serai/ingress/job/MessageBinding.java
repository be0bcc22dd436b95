package io.serai.ingress.job;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsEndpoint;

/**
 * Brings messages of any queue into routes. Their properties are strangers' words: none becomes a header that Camel obeys, in capitals or
 * not. A body that cannot be read is one nevertheless, so that its route can say why and set the message aside.
 */
public final class MessageBinding extends JmsBinding {
    private static final String PACKAGE = "org.apache.camel.component.jms.";

    private MessageBinding(JmsEndpoint endpoint) {
        super(endpoint);
    }

    /** Gives it to an endpoint, if that is one of JMS. */
    public static void install(Endpoint endpoint) {
        // The name first: where no route uses JMS, none of its classes is loaded.
        if (endpoint.getClass().getName().startsWith(PACKAGE) && endpoint instanceof JmsEndpoint jms) {
            jms.setBinding(new MessageBinding(jms));
            // A broker that is not there yet holds up no route, and not the start, which the embedded one comes after.
            jms.getConfiguration().setAsyncStartListener(true);
        }
    }

    @Override
    public Map<String, Object> extractHeadersFromJms(Message message, Exchange exchange) {
        Map<String, Object> headers = super.extractHeadersFromJms(message, exchange);
        headers.keySet().removeIf(MessageBinding::isCamels);
        return headers;
    }

    static boolean isCamels(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.startsWith("camel") || name.startsWith("org.apache.camel");
    }

    @Override
    public Object extractBodyFromJms(Exchange exchange, Message message) {
        try {
            return super.extractBodyFromJms(exchange, message);
        } catch (RuntimeException e) {
            return new Unreadable(message instanceof ObjectMessage ? "an ObjectMessage" : "damaged", message);
        }
    }

    @Override
    protected Message createJmsMessage(
            Exchange exchange, Object body, Map<String, Object> headers, Session session, CamelContext context)
            throws JMSException {
        if (body instanceof Unreadable unreadable) {
            Message message = unreadable.message();
            message.clearProperties();
            return message;
        }
        return super.createJmsMessage(exchange, body, headers, session, context);
    }
}
