package io.serai.dialect;

import java.util.Map;

/**
 * A request as it came from a client.
 *
 * @param path the path of its URL, decoded; empty where it came without one (a file, a message)
 * @param query its query parameters
 * @param headers by lower-case name
 */
public record Inbound(String path, Map<String, String> query, Map<String, String> headers, byte[] body) {

    /** A request that is all body. */
    public static Inbound of(byte[] body) {
        return new Inbound("", Map.of(), Map.of(), body);
    }
}
