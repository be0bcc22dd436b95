package io.serai.ops.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * The word {@code %ex} of a pattern: an event's stack trace, a line for a frame, in which no message can feign a line. Of what the broker could
 * not read there is the first line only: whoever reaches its port causes it, and it is no fault of the code.
 */
public final class SafeTrace extends ThrowableProxyConverter {
    private static final String BROKER = "org.apache.activemq.artemis.";

    @Override
    public String convert(ILoggingEvent event) {
        String trace = super.convert(event);
        int end = event.getLoggerName().startsWith(BROKER) ? trace.indexOf('\n') : -1;
        return end < 0 ? trace : trace.substring(0, end + 1);
    }

    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return super.throwableProxyToString(new SafeThrowable(failure));
    }
}
