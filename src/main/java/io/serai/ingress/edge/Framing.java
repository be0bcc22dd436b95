package io.serai.ingress.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.serai.chat.RejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the head of an HTTP/1 request leaves no doubt where its body ends and for whom it is (RFC 9112, 3.2 and 6). A proxy before Serai that
 * reads such a request otherwise would take its body for another request.
 */
final class Framing {
    /** Characters that no host has; a comma joins two of them. */
    private static final String NO_HOST = " \t,/\\@?#\"<>^`{|}";

    private Framing() {}

    /** Why a request is refused, and the connection closed; null if nothing is wrong. */
    static @Nullable RejectedException fault(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        boolean old = version.equals(HttpVersion.HTTP_1_0);
        if (!old && !version.equals(HttpVersion.HTTP_1_1)) {
            return new RejectedException(
                    505, "http_version_not_supported", "Serai speaks HTTP/1.1, not " + version.text() + '.', null);
        }
        HttpHeaders headers = request.headers();
        RejectedException ofHost = faultOfHost(headers.getAll(HttpHeaderNames.HOST), old);
        if (ofHost != null) {
            return ofHost;
        }
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return faultOfCoding(request);
        }
        // Netty reads eight bytes of body after these two, as a draft of WebSockets had it.
        return headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)
                        || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY2)
                ? malformed("its WebSocket headers are those of a draft")
                : null;
    }

    private static @Nullable RejectedException faultOfHost(List<String> hosts, boolean old) {
        if (hosts.size() == 1) {
            return isHost(hosts.getFirst()) ? null : malformed("its Host header is no host");
        }
        if (hosts.isEmpty()) {
            return old ? null : malformed("it has no Host header");
        }
        return malformed("it has more than one Host header");
    }

    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7f || NO_HOST.indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong with the Transfer-Encoding; null if nothing is, or there is none. */
    static @Nullable RejectedException faultOfCoding(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return null;
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return malformed("HTTP/1.0 has no Transfer-Encoding");
        }
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return malformed("it has both a Transfer-Encoding and a Content-Length");
        }
        String codings = String.join(",", headers.getAll(HttpHeaderNames.TRANSFER_ENCODING));
        int chunked = 0;
        for (String part : codings.split(",", -1)) {
            String coding = part.strip();
            if (coding.equalsIgnoreCase("chunked")) {
                chunked++;
            } else if (coding.isEmpty()) {
                return malformed("its Transfer-Encoding has an empty part");
            } else {
                return new RejectedException(
                        501,
                        "transfer_coding_not_implemented",
                        "Serai knows no Transfer-Encoding but 'chunked'; use content-encoding to compress a body.",
                        null);
            }
        }
        return chunked == 1 ? null : malformed("its Transfer-Encoding is 'chunked' more than once");
    }

    static RejectedException malformed(String why) {
        return RejectedException.badRequest("The HTTP request is malformed: " + why + '.', null);
    }
}
