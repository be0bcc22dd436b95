package io.serai.ops.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/** The word {@code %ex} of a pattern: an event's stack trace, a line for a frame, in which no message can feign a line. */
public final class SafeTrace extends ThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy failure) {
        return super.throwableProxyToString(new SafeThrowable(failure));
    }
}
