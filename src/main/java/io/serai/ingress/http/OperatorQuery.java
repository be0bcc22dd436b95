package io.serai.ingress.http;

import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The query of an operator's request: unknown words are refused by name, since they would mislead their sender. */
public final class OperatorQuery {
    private OperatorQuery() {}

    /**
     * The query parameters by name.
     *
     * @param known those that there may be
     * @throws IllegalArgumentException if there is another one, or one of them twice
     */
    public static Map<String, String> parameters(HttpServerRequest request, List<String> known) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter : request.params()) {
            String name = parameter.getKey();
            if (!known.contains(name)) {
                throw new IllegalArgumentException("There is no parameter '" + name + "' here"
                        + (known.isEmpty() ? "." : "; known are " + String.join(", ", known) + '.'));
            }
            if (parameters.put(name, parameter.getValue()) != null) {
                throw new IllegalArgumentException("'" + name + "' appears twice.");
            }
        }
        return parameters;
    }

    /**
     * Whether a parameter is true; false if it is not there.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static boolean truth(Map<String, String> parameters, String name) {
        String text = parameters.getOrDefault(name, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'" + name + "' must be true or false.");
        }
        return text.equals("true");
    }

    /** Reads the body of a request, and then answers it off the event loop. One that is too large is cut, and longer than it may be. */
    public static void read(HttpServerRequest request, int largest, Consumer<byte[]> answer) {
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= largest) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> OffLoop.answer(request, () -> answer.accept(body.getBytes())));
    }

    /**
     * The fields of a body.
     *
     * @param body a JSON object; nothing for one without fields
     * @param known those that there may be
     * @throws IllegalArgumentException if it is no object, or has another field
     */
    public static Map<String, Object> fields(byte[] body, List<String> known) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (body.length == 0) {
            return fields;
        }
        Object read;
        try {
            read = Json.parseWritten(body);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("The body is no JSON object: " + e.getMessage(), e);
        }
        if (!(read instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("The body is no JSON object.");
        }
        map.forEach((name, value) -> {
            if (!known.contains(String.valueOf(name))) {
                throw new IllegalArgumentException("There is no field '" + name + "' here"
                        + (known.isEmpty() ? "." : "; known are " + String.join(", ", known) + '.'));
            }
            fields.put(String.valueOf(name), value);
        });
        return fields;
    }

    /**
     * Refuses what stands in the query or the body of a request that takes neither.
     *
     * @throws IllegalArgumentException if there is something
     */
    public static void nothing(HttpServerRequest request, byte[] body) {
        parameters(request, List.of());
        fields(body, List.of());
    }

    /** Whether it has a body. */
    public static boolean hasBody(HttpServerRequest request) {
        String length = request.headers().get("content-length");
        return length != null && !length.equals("0") || request.headers().contains("transfer-encoding");
    }
}
