package io.serai.dialect;

import io.serai.chat.RejectedException;
import java.util.regex.Pattern;

/** The segments of a model's name that becomes a part of a URL's path. */
public final class PathSegments {
    private static final Pattern DOTS = Pattern.compile("(^|[/\\\\])\\.\\.?([/\\\\]|$)");

    private PathSegments() {}

    /**
     * Refuses a name that leads out of its place in the path. Servers take dots for a step upwards even where they are percent-encoded.
     *
     * @throws RejectedException if a segment is {@code .} or {@code ..}
     */
    public static String inPlace(String model) {
        if (DOTS.matcher(model).find()) {
            throw RejectedException.badRequest(
                    "The model '" + model + "' has . or .. between its slashes, which no model's name has.", "model");
        }
        return model;
    }
}
