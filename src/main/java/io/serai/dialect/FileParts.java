package io.serai.dialect;

import io.serai.chat.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files as parts of a message, in the words of OpenAI's chat: {@code file_data} holds one as a {@code data:} URL, and {@code file_url},
 * which chat itself lacks and Responses has, says where one is.
 *
 * @see <a href="https://platform.openai.com/docs/guides/pdf-files">File inputs</a>
 */
public final class FileParts {
    private static final String FILE = "file";
    private static final String URL = "file_url";

    private FileParts() {}

    /** A file as data. */
    public static Part.Other ofData(String name, String data) {
        return part(name, "file_data", data);
    }

    /** A file that the vendor fetches itself. */
    public static Part.Other ofAddress(String name, String url) {
        return part(name, URL, url);
    }

    /** Where a file is that comes without its data; null if the part is another. */
    public static @Nullable String address(Part.Other part) {
        return part.fields().get(FILE) instanceof Map<?, ?> file
                        && file.get("file_data") == null
                        && file.get(URL) instanceof String url
                ? url
                : null;
    }

    private static Part.Other part(String name, String field, String value) {
        Map<String, Object> file = new LinkedHashMap<>();
        if (!name.isEmpty()) {
            file.put("filename", name);
        }
        file.put(field, value);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", FILE);
        fields.put(FILE, file);
        return new Part.Other(fields);
    }
}
