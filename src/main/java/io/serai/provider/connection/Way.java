package io.serai.provider.connection;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

/** Tells what a proxy on the way says or does from what the vendor does. */
public final class Way {
    private static final int WANTS_PASSWORD = 407;

    /** Only a proxy sends these. https://www.rfc-editor.org/rfc/rfc9209 has the first. */
    private static final String[] PROXY_HEADERS = {"proxy-status", "x-squid-error", "proxy-authenticate"};

    private Way() {}

    /** What a failure before the vendor was reached says of the proxy; the failure itself if it is not the proxy's. */
    public static IOException blamed(HttpRoute route, IOException failure) {
        HttpHost proxy = route.getProxyHost();
        if (proxy == null || failure instanceof SSLException || failure instanceof ProxyException) {
            return failure;
        }
        return new ProxyException(name(proxy), "cannot be used: " + why(failure), failure);
    }

    /** What an answer says of the proxy, if it is the proxy's; null if it is the vendor's. */
    public static @Nullable ProxyException refusal(HttpRoute route, ClassicHttpResponse response, boolean arrived) {
        HttpHost proxy = route.getProxyHost();
        boolean itsOwn =
                proxy != null && (!arrived || response.getCode() == WANTS_PASSWORD || speaksForItself(response));
        if (!itsOwn || proxy == null) {
            return null;
        }
        String more = response.getCode() == WANTS_PASSWORD ? ": it wants a user and a password" : "";
        return new ProxyException(name(proxy), "refuses (" + response.getCode() + more + ')');
    }

    private static boolean speaksForItself(ClassicHttpResponse response) {
        if (response.getCode() < 400) {
            return false;
        }
        for (String header : PROXY_HEADERS) {
            if (response.containsHeader(header)) {
                return true;
            }
        }
        return false;
    }

    private static String name(HttpHost proxy) {
        return proxy.getHostName() + ':' + proxy.getPort();
    }

    /** What a connection failed of. */
    public static String why(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "its host name is not known";
        }
        if (failure instanceof ConnectTimeoutException) {
            return "it does not answer in time";
        }
        if (failure instanceof NoRouteToHostException) {
            return "there is no route to it";
        }
        if (failure instanceof ConnectException) {
            return "it refuses the connection";
        }
        return "it closed the connection";
    }
}
