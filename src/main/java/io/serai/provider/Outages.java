package io.serai.provider;

import io.serai.chat.Outcome;
import io.serai.provider.connection.ProxyException;
import io.serai.provider.connection.Way;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/** The meaning of a failed connection to a vendor, by its cause. */
final class Outages {

    private Outages() {}

    /** @param target {@code provider/model} */
    static OutageException of(Exception failure, String provider, String target) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            OutageException known = known(cause, failure, provider, target);
            if (known != null) {
                return known;
            }
        }
        return new OutageException(Outcome.RESET, target + " closed the connection", true, null, failure);
    }

    private static @Nullable OutageException known(Throwable cause, Exception failure, String provider, String target) {
        String unreachable = provider + " cannot be reached: ";
        return switch (cause) {
            case ProxyException proxy ->
                new OutageException(Outcome.PROXY, unreachable + proxy.getMessage(), false, null, failure);
            case UnknownHostException host ->
                new OutageException(Outcome.DNS, unreachable + Way.why(host), true, null, failure);
            case ConnectTimeoutException late ->
                new OutageException(Outcome.CONNECT_TIMEOUT, unreachable + Way.why(late), true, null, failure);
            case ConnectException refused ->
                new OutageException(Outcome.CONNECT, unreachable + Way.why(refused), true, null, failure);
            case NoRouteToHostException nowhere ->
                new OutageException(Outcome.CONNECT, unreachable + Way.why(nowhere), true, null, failure);
            case MessageConstraintException endless ->
                new OutageException(
                        Outcome.MALFORMED, target + ": the head of its answer has no end", true, null, failure);
            case SSLException unsafe ->
                new OutageException(
                        Outcome.TLS,
                        provider + " cannot be reached safely: "
                                + (doubtsCertificate(unsafe)
                                        ? "its certificate is not trusted"
                                        : "what is at its url speaks no TLS that is known here"),
                        true,
                        null,
                        failure);
            default -> null;
        };
    }

    private static boolean doubtsCertificate(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }
}
