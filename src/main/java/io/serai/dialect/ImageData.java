package io.serai.dialect;

import io.serai.chat.Part;
import java.util.Map;

/** Images that are {@code data:} URLs, whose type is wrong now and then: vendors go by the first bytes, and so does this. */
public final class ImageData {
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    /** How base64 of the usual kinds begins. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "iVBORw0KGgo", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "UklGR", "image/webp");

    /** Usual misnomers. */
    private static final Map<String, String> MISNOMERS =
            Map.of("image/jpg", "image/jpeg", "image/pjpeg", "image/jpeg", "image/x-png", "image/png");

    private ImageData() {}

    /** The image itself if its type is right, or nobody can say. */
    public static Part.Image mended(Part.Image image) {
        String url = image.url();
        if (!url.startsWith(DATA)) {
            return image;
        }
        int end = url.indexOf(BASE64);
        if (end < 0 || url.indexOf(',') < end) {
            return image;
        }
        String told = url.substring(DATA.length(), end);
        String type = type(told, url, end + BASE64.length());
        return type.equals(told)
                ? image
                : new Part.Image(DATA + type + url.substring(end), image.detail(), image.extras());
    }

    /** The real type of an image, given its declared one. */
    public static String type(String told, String base64) {
        return type(told, base64, 0);
    }

    private static String type(String told, String text, int start) {
        for (Map.Entry<String, String> beginning : BEGINNINGS.entrySet()) {
            if (text.startsWith(beginning.getKey(), start)) {
                return told.startsWith(beginning.getValue()) ? told : beginning.getValue();
            }
        }
        return MISNOMERS.getOrDefault(told, told);
    }
}
