package io.serai.ingress.http;

import io.serai.chat.Call;
import io.serai.chat.ClientWishes;
import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.ingress.Wishes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** A request as it comes in over HTTP: what of it the routes see, and what a dialect reads. */
final class Arrivals {
    /** What stands around a name in a path: {@code /v1beta/models/NAME:generateContent}. */
    private static final Pattern AROUND_NAME = Pattern.compile("^/[^/]*/+[^/]*/+|:[A-Za-z]*$");

    /** Headers that are credentials, or about the connection and the body on it. */
    private static final Set<String> NOT_FOR_ROUTES = Stream.concat(
                    ShownKeys.HEADERS.stream(),
                    Stream.of(
                            "authorization",
                            "proxy-authorization",
                            "cookie",
                            "host",
                            "connection",
                            "keep-alive",
                            "transfer-encoding",
                            "te",
                            "trailer",
                            "upgrade",
                            "expect",
                            "accept-encoding"))
            .collect(Collectors.toUnmodifiableSet());

    private Arrivals() {}

    /** A call with the id that the client gave it, if that can be one. */
    static Call call(HttpServerRequest request, ClientWishes wishes) {
        String id = request.getHeader("x-request-id");
        return id != null && id.matches("[\\w.:-]{1,128}") ? new Call(id, wishes) : Call.of(wishes);
    }

    /**
     * Leaves to the routes what the client has said in headers, but not its credentials, nor how it sent the request.
     *
     * @return what is left, which is not sent back to it
     */
    static Map<String, Object> keepForRoutes(HttpMessage message, MultiMap headers) {
        Map<String, Object> kept = new HashMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey();
            String lower = name.toLowerCase(Locale.ROOT);
            Object value =
                    NOT_FOR_ROUTES.contains(lower) || lower.startsWith("content-") ? null : message.getHeader(name);
            if (value == null) {
                message.removeHeader(name);
            } else {
                kept.put(name, value);
            }
        }
        for (String name : message.getRequest().params().names()) {
            message.removeHeader(name);
        }
        return kept;
    }

    static Inbound inbound(Exchange exchange) {
        HttpServerRequest request = exchange.getMessage(HttpMessage.class).getRequest();
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        Map<String, String> query = new HashMap<>();
        request.params().forEach(query::put);
        return new Inbound(path(request), query, headers, body(exchange));
    }

    private static String path(HttpServerRequest request) {
        String written = request.path();
        String path = written.indexOf('%') < 0
                ? written
                : URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (path.length() > Wishes.LONGEST_NAME
                && AROUND_NAME.matcher(path).replaceAll("").length() > Wishes.LONGEST_NAME) {
            throw RejectedException.badRequest(
                    "The name in the path is longer than " + Wishes.LONGEST_NAME + " characters.", null);
        }
        return path;
    }

    private static byte[] body(Exchange exchange) {
        return switch (exchange.getMessage().getBody()) {
            case null -> new byte[0];
            case Buffer buffer -> buffer.getBytes();
            case byte[] bytes -> bytes;
            case Object other -> exchange.getMessage().getBody(byte[].class);
        };
    }
}
