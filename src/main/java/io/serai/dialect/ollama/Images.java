package io.serai.dialect.ollama;

import io.serai.chat.Part;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images: Ollama has them as base64 without a type; the first bytes show it. */
final class Images {
    /** How base64 of the usual kinds begins. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "iVBORw0KGgo", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "UklGR", "image/webp",
            "Qk", "image/bmp",
            "SUkqA", "image/tiff",
            "TU0AK", "image/tiff");

    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    private Images() {}

    /** Base64, or what some clients send in its place: a data: URL; null if it is neither. */
    static Part.@Nullable Image read(String text) {
        if (text.startsWith(DATA) && text.contains(BASE64)) {
            return new Part.Image(text, null, Map.of());
        }
        return text.isEmpty() || !isBase64(text)
                ? null
                : new Part.Image(DATA + type(text) + BASE64 + text, null, Map.of());
    }

    private static boolean isBase64(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letter && c != '+' && c != '/' && c != '=' && c != '\n' && c != '\r') {
                return false;
            }
        }
        return true;
    }

    private static String type(String base64) {
        for (Map.Entry<String, String> beginning : BEGINNINGS.entrySet()) {
            if (base64.startsWith(beginning.getKey())) {
                return beginning.getValue();
            }
        }
        return "image/png";
    }

    /** The base64 of an image that is a data: URL; null if it is elsewhere. */
    static @Nullable String base64(Part.Image image) {
        String url = image.url();
        int start = url.startsWith(DATA) ? url.indexOf(BASE64) : -1;
        return start < 0 ? null : url.substring(start + BASE64.length());
    }
}
