package io.serai.provider;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kind of an image, by its first bytes, else by its server's content type. */
final class ImageType {
    private static final Map<String, String> BEGINNINGS = Map.of(
            "\u0089PNG", "image/png",
            "\u00ff\u00d8\u00ff", "image/jpeg",
            "GIF8", "image/gif",
            "BM", "image/bmp",
            "II*\0", "image/tiff",
            "MM\0*", "image/tiff");

    private static final int HEAD = 16;

    private ImageType() {}

    /**
     * @param told the content type that came with it, or null
     * @return null if it is no image
     */
    static @Nullable String of(byte[] bytes, @Nullable String told) {
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> beginning : BEGINNINGS.entrySet()) {
            if (head.startsWith(beginning.getKey())) {
                return beginning.getValue();
            }
        }
        if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return "image/webp";
        }
        if (head.startsWith("ftyp", 4)) {
            return head.startsWith("avif", 8) ? "image/avif" : head.startsWith("hei", 8) ? "image/heic" : null;
        }
        String type = told == null ? "" : told.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean image = type.matches("image/[a-z0-9.+-]{1,60}");
        // Markup, which no model looks at, and an error page that calls itself an image.
        return image && !head.stripLeading().startsWith("<") && bytes.length > 0 ? type : null;
    }
}
