package io.serai.provider.connection;

import java.io.IOException;

/** A call that did not get past the proxy: the vendor has not seen it. */
public final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param what the proxy did, after its name, such as {@code refuses (407)} */
    ProxyException(String proxy, String what, Throwable cause) {
        super("the proxy " + proxy + ' ' + what, cause);
    }

    ProxyException(String proxy, String what) {
        super("the proxy " + proxy + ' ' + what);
    }
}
