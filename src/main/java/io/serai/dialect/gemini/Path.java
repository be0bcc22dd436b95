package io.serai.dialect.gemini;

import io.serai.chat.ChatRequest;
import io.serai.chat.RejectedException;
import io.serai.dialect.PathSegments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a request: the model, which may have slashes and colons in its name, and after the last colon the method.
 *
 * @param model without what Google puts before it; {@code auto} if there is none
 * @param method such as {@code generateContent}; empty if there is none
 */
record Path(String model, String method) {
    private static final Pattern VERSION = Pattern.compile("^/v1(beta\\d*|alpha)?/+");
    private static final Pattern COLLECTION = Pattern.compile("^/*(models|tunedModels)(/+|$)");
    private static final List<String> METHODS =
            List.of("generateContent", "streamGenerateContent", "countTokens", "embedContent", "batchEmbedContents");
    private static final String UNRESERVED = "-._~/@:";

    /** @param path decoded, such as {@code /v1beta/models/groq/openai/gpt-oss-120b:generateContent} */
    static Path of(String path) {
        String rest = VERSION.matcher(path).replaceFirst("");
        int colon = rest.lastIndexOf(':');
        String method = colon < 0 ? "" : rest.substring(colon + 1);
        if (!METHODS.contains(method)) {
            return new Path(plain(rest), "");
        }
        String model = plain(rest.substring(0, colon));
        return new Path(model.isBlank() ? ChatRequest.AUTO : model, method);
    }

    /** The same for a request that must name one of the methods. */
    static Path of(String path, List<String> methods) {
        Path read = of(path);
        // A request from a file or a queue has no path, and needs none.
        if (!path.isEmpty() && !methods.contains(read.method())) {
            throw new RejectedException(
                    404,
                    "not_found",
                    "There is no " + path + "; POST /v1beta/models/MODEL: and one of " + String.join(", ", METHODS)
                            + " are there.",
                    null);
        }
        return read;
    }

    /** A model's name without {@code models/} or {@code tunedModels/} before it. */
    static String plain(String name) {
        String plain = name;
        for (Matcher prefix = COLLECTION.matcher(plain); prefix.find(); prefix = COLLECTION.matcher(plain)) {
            plain = plain.substring(prefix.end());
        }
        return plain;
    }

    /**
     * The path of a vendor's method.
     *
     * @throws RejectedException if the model's name leads to another place
     */
    static String write(String model, String method) {
        StringBuilder path = new StringBuilder(model.startsWith("tunedModels/") ? "/" : "/models/");
        for (byte octet : plainModel(PathSegments.inPlace(model)).getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (octet & 0xFF);
            boolean plain = (letter < 0x80 && Character.isLetterOrDigit(letter)) || UNRESERVED.indexOf(letter) >= 0;
            path.append(plain ? String.valueOf(letter) : "%%%02X".formatted((int) letter));
        }
        return path.append(':').append(method).toString();
    }

    /** The full name of a model in a body. */
    static String resource(String model) {
        return model.startsWith("tunedModels/") ? model : "models/" + plainModel(model);
    }

    private static String plainModel(String model) {
        return model.startsWith("models/") ? model.substring("models/".length()) : model;
    }
}
