package io.serai.provider;

import io.serai.chat.RejectedException;

/**
 * A vendor's filter refuses what the request says. It goes back to the caller; a pool that names this class among the exceptions of its
 * failover asks the next target instead.
 */
public final class ContentFilteredException extends RejectedException {
    private static final long serialVersionUID = 1L;

    public ContentFilteredException(int status, String message) {
        super(status, "content_filter", message, null);
    }
}
