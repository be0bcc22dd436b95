package io.serai.prompts;

import io.serai.text.Utf8Text;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files in {@code prompts/} as one revision has them.
 *
 * @param texts by name relative to Serai's directory, such as {@code prompts/team.md}
 */
public record PromptFiles(Map<String, String> texts) {
    /** The bean under which a revision has them. */
    public static final String BEAN = "prompts";

    /** The folder. */
    public static final String FOLDER = "prompts";

    public static final PromptFiles NONE = new PromptFiles(Map.of());

    private static final Pattern NAME = Pattern.compile(FOLDER + "/[A-Za-z0-9][A-Za-z0-9._@-]{0,99}\\.(md|txt)");

    public PromptFiles {
        texts = Map.copyOf(texts);
    }

    /** Whether a name can be that of a prompt. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Those of which the content is text. */
    public static PromptFiles of(Map<String, ByteBuffer> contents) {
        Map<String, String> texts = new LinkedHashMap<>();
        contents.forEach((name, content) -> {
            String text = text(content);
            if (text != null) {
                texts.put(name, text);
            }
        });
        return new PromptFiles(texts);
    }

    /** A content as it is put into requests: lines end alike on all systems, and the last without a break. Null if it is no UTF-8. */
    public static @Nullable String text(ByteBuffer content) {
        String text = Utf8Text.of(content);
        return text == null
                ? null
                : text.replace("\uFEFF", "").replace("\r\n", "\n").stripTrailing();
    }
}
