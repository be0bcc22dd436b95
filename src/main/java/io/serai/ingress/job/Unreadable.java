package io.serai.ingress.job;

import jakarta.jms.Message;

/**
 * The body of a message that is neither text nor bytes. It can be sent on as it came, and nothing else.
 *
 * @param kind what it is, such as {@code an ObjectMessage}
 */
record Unreadable(String kind, Message message) {

    @Override
    public String toString() {
        return kind;
    }
}
