package io.serai.ingress.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a request of an operator says besides its path: a word that nobody reads is refused by its name, as its sender would be misled. */
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
                throw new IllegalArgumentException("'" + name + "' is there twice.");
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

    /** Whether it has a body. */
    public static boolean hasBody(HttpServerRequest request) {
        String length = request.headers().get("content-length");
        return length != null && !length.equals("0") || request.headers().contains("transfer-encoding");
    }
}
