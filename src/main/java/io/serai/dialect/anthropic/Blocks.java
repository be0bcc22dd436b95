package io.serai.dialect.anthropic;

import io.serai.dialect.CannotExpressException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Blocks that show something: images and documents, by data or by address.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/vision">Vision</a>
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/pdf-support">PDF support</a>
 */
final class Blocks {
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final String BASE64 = ";base64";

    private Blocks() {}

    static Map<String, Object> image(String url) {
        return block("image", source(url));
    }

    /** An image that a vendor shall look at; it takes only some kinds. */
    static Map<String, Object> shownImage(String url, String place) {
        Map<String, Object> source = source(url);
        if (source.get("media_type") instanceof String type && !IMAGES.contains(type)) {
            throw new CannotExpressException(place + ": it takes images as JPEG, PNG, GIF or WebP, not " + type);
        }
        if (source.get("url") instanceof String address && !address.startsWith("http")) {
            throw new CannotExpressException(place + ": it takes images as data: or https: addresses");
        }
        return block("image", source);
    }

    /** A PDF or a text, as a data: URL or an address. */
    static Map<String, Object> document(String url, String name, String place) {
        Map<String, Object> source = source(url);
        Object type = source.get("media_type");
        if (type instanceof String text && text.startsWith("text/")) {
            source.put("type", "text");
            source.put("media_type", "text/plain");
            source.put("data", decoded(String.valueOf(source.get("data")), place));
        } else if (type != null && !type.equals("application/pdf")) {
            throw new CannotExpressException(place + ": it takes files as PDF or text, not " + type);
        } else if (type == null && !url.startsWith("http")) {
            throw new CannotExpressException(place + ": it takes files as data: or https: addresses");
        }
        Map<String, Object> block = block("document", source);
        if (!name.isEmpty()) {
            block.put("title", name);
        }
        return block;
    }

    private static String decoded(String base64, String place) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CannotExpressException(place + ": it is no base64");
        }
    }

    private static Map<String, Object> block(String type, Map<String, Object> source) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", type);
        block.put("source", source);
        return block;
    }

    private static Map<String, Object> source(String url) {
        Map<String, Object> source = new LinkedHashMap<>();
        int comma = url.indexOf(',');
        int head = comma < 0 ? -1 : url.lastIndexOf(BASE64, comma);
        if (url.startsWith("data:") && head > 0) {
            String type = url.substring("data:".length(), head);
            int parameter = type.indexOf(';');
            source.put("type", "base64");
            source.put("media_type", parameter < 0 ? type : type.substring(0, parameter));
            source.put("data", url.substring(comma + 1));
        } else {
            source.put("type", "url");
            source.put("url", url);
        }
        return source;
    }
}
