package io.serai.ops.log;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes the events of all loggers in one form: as text by the pattern, or as JSON, one object for a line. What the logger
 * {@code requests.json} says is JSON already.
 */
public final class LineEncoder extends PatternLayoutEncoder {
    private static final String REQUESTS = "requests.json";

    private static volatile boolean json;

    /** Says in which form lines are written from now on. */
    public static void useJson(boolean yes) {
        json = yes;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        boolean ready = event.getLoggerName().equals(REQUESTS);
        if (!json && !ready) {
            return super.encode(event);
        }
        String line = ready ? event.getFormattedMessage() : object(event);
        return (Printable.inJson(line) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * An event as an object: {@code time} (ISO 8601, UTC), {@code level}, {@code logger}, {@code thread}, {@code message}, and
     * {@code trace} if there is a failure.
     */
    private static String object(ILoggingEvent event) {
        byte[] bytes = Json.write(to -> {
            to.writeStartObject();
            to.writeStringField(
                    "time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            to.writeStringField("level", event.getLevel().toString());
            to.writeStringField("logger", event.getLoggerName());
            to.writeStringField("thread", event.getThreadName());
            to.writeStringField("message", SafeMessage.of(event));
            IThrowableProxy failure = event.getThrowableProxy();
            if (failure != null) {
                to.writeStringField("trace", ThrowableProxyUtil.asString(new SafeThrowable(failure)));
            }
            to.writeEndObject();
        });
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
