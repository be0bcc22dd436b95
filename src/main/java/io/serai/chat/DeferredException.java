package io.serai.chat;

/** There is no answer yet: the request waits for a batch of its vendor's own. No other target is asked. */
public final class DeferredException extends ChatException {
    private static final long serialVersionUID = 1L;

    /** @param target whose batch it waits for */
    public DeferredException(String target) {
        super(Failure.RESTING, "The request waits for a batch of " + target + ".", null, null);
    }
}
