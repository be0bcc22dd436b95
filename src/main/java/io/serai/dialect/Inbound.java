package io.serai.dialect;

import io.serai.chat.Caller;
import java.util.Map;

/**
 * A request as it came from a client.
 *
 * @param path the path of its URL, decoded; empty where it came without one (a file, a message)
 * @param query its query parameters
 * @param headers by lower-case name
 * @param client a digest of the key with which it came; empty without one
 * @param caller the client key with which it came
 */
public record Inbound(
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        String client,
        Caller caller) {
    /** The header by which a request names a prompt template. */
    public static final String TEMPLATE = "x-serai-prompt";

    /** How the name of a model begins that is a template, for clients that have nothing else to name one by. */
    public static final String TEMPLATE_MODEL = "prompt:";

    /** A request of nobody in particular. */
    public Inbound(String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
        this(path, query, headers, body, "", Caller.NONE);
    }

    /** The same, and whose it is. */
    public Inbound from(String who) {
        return new Inbound(path, query, headers, body, who, caller);
    }

    /** The same, and the client key with which it came. */
    public Inbound with(Caller of) {
        return new Inbound(path, query, headers, body, client, of);
    }

    /** Whether it names a prompt template, so that it needs no messages of its own. */
    public boolean namesTemplate(String model) {
        return headers.containsKey(TEMPLATE) || model.startsWith(TEMPLATE_MODEL);
    }

    /** A request that is all body. */
    public static Inbound of(byte[] body) {
        return new Inbound("", Map.of(), Map.of(), body);
    }
}
