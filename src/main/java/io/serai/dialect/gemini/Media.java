package io.serai.dialect.gemini;

import io.serai.chat.Part;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.FileParts;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Images, sound and documents: {@code inlineData} and {@code fileData} to canonical parts, in OpenAI's words where they have some, and
 * back.
 *
 * @see <a href="https://ai.google.dev/api/caching#Part">Part</a>
 */
final class Media {
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";
    private static final String PDF = "application/pdf";
    /** Addresses that Google opens itself. */
    private static final String FILES = "https://generativelanguage.googleapis.com/";

    private Media() {}

    /** The canonical form of a part; null if it holds no media that others know. */
    static @Nullable Part read(Map<?, ?> part) {
        Map<?, ?> inline = Names.object(part, "inlineData");
        if (inline != null) {
            return inline(Names.text(inline, "mimeType").toLowerCase(Locale.ROOT), Names.text(inline, "data"));
        }
        Map<?, ?> file = Names.object(part, "fileData");
        String uri = file == null ? "" : Names.text(file, "fileUri");
        if (file == null || !uri.startsWith("http") || uri.startsWith(FILES)) {
            return null;
        }
        String type = Names.text(file, "mimeType");
        if (type.startsWith("image/")) {
            return new Part.Image(uri, null, Map.of());
        }
        return type.equals(PDF) ? FileParts.ofAddress("", uri) : null;
    }

    private static @Nullable Part inline(String type, String data) {
        if (type.isEmpty() || data.isEmpty()) {
            return null;
        }
        // In JSON of protocol buffers both alphabets of base64 occur, in data: URLs only the first one.
        String plain = data.replace('-', '+').replace('_', '/');
        if (type.startsWith("image/")) {
            return new Part.Image(DATA + type + BASE64 + plain, null, Map.of());
        }
        if (type.equals(PDF)) {
            return FileParts.ofData("document.pdf", DATA + PDF + BASE64 + plain);
        }
        String sound = switch (type) {
            case "audio/wav", "audio/x-wav" -> "wav";
            case "audio/mp3", "audio/mpeg" -> "mp3";
            default -> "";
        };
        return sound.isEmpty() ? null : other("input_audio", "input_audio", Map.of("data", plain, "format", sound));
    }

    private static Part other(String type, String field, Map<String, Object> value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", type);
        fields.put(field, new LinkedHashMap<>(value));
        return new Part.Other(fields);
    }

    /** An image as a part. */
    static Map<String, Object> write(Part.Image image, String path) {
        return byUrl(image.url(), path + ".image_url");
    }

    /** OpenAI's files and sounds as parts. */
    static Map<String, Object> write(Part.Other other, String path) {
        Object type = other.fields().get("type");
        String address = FileParts.address(other);
        if (address != null) {
            return fileData(address, PDF);
        }
        if ("file".equals(type)
                && other.fields().get("file") instanceof Map<?, ?> file
                && file.get("file_data") instanceof String data) {
            return data.startsWith(DATA) ? byUrl(data, path + ".file") : inlineData(PDF, data);
        }
        if ("input_audio".equals(type)
                && other.fields().get("input_audio") instanceof Map<?, ?> audio
                && audio.get("data") instanceof String data) {
            return inlineData("audio/" + (audio.get("format") instanceof String format ? format : "wav"), data);
        }
        throw new CannotExpressException(path + ": it takes no part of the type " + type);
    }

    private static Map<String, Object> byUrl(String url, String path) {
        if (url.startsWith(FILES) || url.startsWith("gs://")) {
            return fileData(url, "");
        }
        int comma = url.indexOf(',');
        if (!url.startsWith(DATA) || comma < 0) {
            throw new CannotExpressException(path + ": it takes data, no address");
        }
        String head = url.substring(DATA.length(), comma);
        int end = head.indexOf(';');
        String type = end < 0 ? head : head.substring(0, end);
        String data = url.substring(comma + 1);
        return inlineData(type.isEmpty() ? "text/plain" : type, head.endsWith(";base64") ? data : encoded(data, path));
    }

    /** @see <a href="https://ai.google.dev/gemini-api/docs/file-input-methods">Files of Google's and behind other addresses</a> */
    private static Map<String, Object> fileData(String url, String type) {
        Map<String, Object> file = new LinkedHashMap<>();
        if (!type.isEmpty()) {
            file.put("mimeType", type);
        }
        file.put("fileUri", url);
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("fileData", file);
        return part;
    }

    /** A data: URL that is not in base64 is percent-encoded. */
    private static String encoded(String data, String path) {
        try {
            String text = java.net.URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new CannotExpressException(path + ": no valid data: URL");
        }
    }

    static Map<String, Object> inlineData(String type, String data) {
        Map<String, Object> inline = new LinkedHashMap<>();
        inline.put("mimeType", type);
        inline.put("data", data);
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("inlineData", inline);
        return part;
    }
}
