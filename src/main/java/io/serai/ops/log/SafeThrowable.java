package io.serai.ops.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** A failure in whose messages, and those of its causes, nothing is left that is not printable. */
final class SafeThrowable implements IThrowableProxy {
    private final IThrowableProxy failure;

    SafeThrowable(IThrowableProxy failure) {
        this.failure = failure;
    }

    @Override
    public @Nullable String getMessage() {
        return printable(failure.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return printable(failure.getOverridingMessage());
    }

    private static @Nullable String printable(@Nullable String message) {
        return message == null ? null : Printable.of(message, SafeMessage.MOST_BYTES);
    }

    @Override
    public String getClassName() {
        return failure.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return failure.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return failure.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        IThrowableProxy cause = failure.getCause();
        return cause == null ? null : new SafeThrowable(cause);
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        IThrowableProxy[] suppressed = failure.getSuppressed();
        IThrowableProxy[] safe = new IThrowableProxy[suppressed == null ? 0 : suppressed.length];
        for (int i = 0; i < safe.length; i++) {
            safe[i] = new SafeThrowable(suppressed[i]);
        }
        return safe;
    }

    @Override
    public boolean isCyclic() {
        return failure.isCyclic();
    }
}
