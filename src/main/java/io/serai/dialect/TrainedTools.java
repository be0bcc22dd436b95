package io.serai.dialect;

import io.serai.chat.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's tools that the client runs and whose arguments only Claude has been trained on: a shell, a text editor, a memory. To other
 * vendors they are functions of the same name with the same arguments, so that the client runs their calls as it runs Claude's.
 *
 * @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/bash-tool">Bash tool</a>
 * @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/text-editor-tool">Text editor tool</a>
 * @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/memory-tool">Memory tool</a>
 */
final class TrainedTools {
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> NUMBER = Map.of("type", "integer");
    private static final Map<String, Object> LINES = Map.of(
            "type", "array", "items", NUMBER, "description", "First and last line, counted from 1; -1 is the end.");

    /** Before this day's version the editor's {@code insert} had its text in {@code new_str}. */
    private static final String INSERT_TEXT_SINCE = "text_editor_20250728";

    /** Before this day's version the editor could take an edit back. */
    private static final String NO_UNDO_SINCE = "text_editor_20250429";

    private TrainedTools() {}

    /** The function in its place; null if the tool is another. */
    static @Nullable Tool function(Tool tool) {
        if (!(tool.extras().get("type") instanceof String type)
                || !(tool.extras().get("name") instanceof String name)) {
            return null;
        }
        if (type.startsWith("bash_2")) {
            return new Tool(name, "Runs a command in a shell that stays open.", shell(), Map.of());
        }
        if (type.startsWith("text_editor_2")) {
            return new Tool(name, "Views, creates and edits text files.", editor(type), Map.of());
        }
        return type.startsWith("memory_2")
                ? new Tool(name, "Keeps notes as files under /memories.", memory(), Map.of())
                : null;
    }

    private static Map<String, Object> shell() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("command", TEXT);
        arguments.put("restart", Map.of("type", "boolean", "description", "Starts the shell anew."));
        return object(arguments, List.of());
    }

    private static Map<String, Object> editor(String version) {
        boolean undoes = version.compareTo(NO_UNDO_SINCE) < 0;
        Map<String, Object> arguments = files(
                undoes
                        ? List.of("view", "create", "str_replace", "insert", "undo_edit")
                        : List.of("view", "create", "str_replace", "insert"));
        if (version.compareTo(INSERT_TEXT_SINCE) < 0) {
            arguments.remove("insert_text");
            arguments.put("new_str", told("For str_replace and insert."));
        }
        return object(arguments, List.of("command", "path"));
    }

    private static Map<String, Object> memory() {
        Map<String, Object> arguments = files(List.of("view", "create", "str_replace", "insert", "delete", "rename"));
        arguments.put("old_path", told("For rename."));
        arguments.put("new_path", told("For rename."));
        return object(arguments, List.of("command"));
    }

    private static Map<String, Object> files(List<String> commands) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("command", Map.of("type", "string", "enum", commands));
        arguments.put("path", TEXT);
        arguments.put("view_range", LINES);
        arguments.put("file_text", told("For create."));
        arguments.put("old_str", told("For str_replace: what stands there exactly once."));
        arguments.put("new_str", told("For str_replace."));
        arguments.put(
                "insert_line",
                Map.of("type", "integer", "description", "For insert: the line after which it goes; 0 is the start."));
        arguments.put("insert_text", told("For insert."));
        return arguments;
    }

    private static Map<String, Object> told(String description) {
        return Map.of("type", "string", "description", description);
    }

    private static Map<String, Object> object(Map<String, Object> arguments, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", arguments);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }
}
