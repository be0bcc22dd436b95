package io.serai.ops.log;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The word {@code %msg} of a pattern: an event's message with its parameters, printable and cut at 2 KB. */
public final class SafeMessage extends MessageConverter {
    static final int MOST_BYTES = 2048;

    @Override
    public String convert(ILoggingEvent event) {
        return of(event);
    }

    static String of(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        return message == null ? "" : Printable.of(message, MOST_BYTES);
    }
}
