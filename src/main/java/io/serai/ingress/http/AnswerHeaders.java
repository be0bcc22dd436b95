package io.serai.ingress.http;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the headers of a message that go out with an answer. Camel makes headers of a request's headers and of its query, and would send them
 * back: a link could set a cookie. Routes read them all the same.
 */
public final class AnswerHeaders extends HttpHeaderFilterStrategy {
    /** The exchange property with the headers that the client has sent. */
    private static final String SENT = "serai.sent-headers";

    @Override
    public boolean applyFilterToExternalHeaders(String name, @Nullable Object value, @Nullable Exchange exchange) {
        if (super.applyFilterToExternalHeaders(name, value, exchange)) {
            return true;
        }
        if (exchange != null && value != null) {
            sent(exchange).add(new Sent(name, value));
        }
        return false;
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, @Nullable Object value, @Nullable Exchange exchange) {
        if (super.applyFilterToCamelHeaders(name, value, exchange)) {
            return true;
        }
        // The steps that read a request for Serai have taken out what came with it.
        return exchange != null
                && exchange.getProperty(HttpReply.PROPERTY) == null
                && (isNone(value) || sent(exchange).stream().anyMatch(sent -> sent.is(name, value)));
    }

    /** Whether a text cannot be the value of a header. */
    private static boolean isNone(@Nullable Object value) {
        return value instanceof String text
                && text.chars().anyMatch(letter -> letter < ' ' && letter != '\t' || letter == 0x7f);
    }

    /** What came under a name; a step may have put something else there since. */
    private record Sent(String name, Object value) {
        boolean is(String other, @Nullable Object now) {
            return value == now && name.equalsIgnoreCase(other);
        }
    }

    @SuppressWarnings("unchecked") // Only this class sets it.
    private static List<Sent> sent(Exchange exchange) {
        List<Sent> sent = (List<Sent>) exchange.getProperty(SENT);
        if (sent == null) {
            sent = new ArrayList<>(8);
            exchange.setProperty(SENT, sent);
        }
        return sent;
    }
}
