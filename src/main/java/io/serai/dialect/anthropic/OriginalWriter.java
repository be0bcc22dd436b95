package io.serai.dialect.anthropic;

import io.serai.dialect.Notes;
import io.serai.dialect.Signatures;
import io.serai.dialect.ToolArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conversations that came in Anthropic's form to Claude, as they came: but for what other vendors' answers have left in them and Claude
 * refuses, which is thoughts that it has not signed, ids in letters that it does not take, arguments that are no object, empty texts, and
 * images that the assistant has made.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking#preserving-thinking-blocks">Preserving thinking blocks</a>
 */
final class OriginalWriter {
    private static final String CONTENT = "content";
    private static final String THINKING = "thinking";
    private static final List<String> THOUGHTS = List.of(THINKING, "redacted_thinking");

    private OriginalWriter() {}

    /** @param fields a request's, of which nothing but fields is changed */
    static void adapt(Map<String, Object> fields, Notes notes) {
        if (!(fields.get("messages") instanceof List<?> turns)) {
            return;
        }
        List<Object> written = new ArrayList<>(turns.size());
        boolean changed = false;
        for (Object turn : turns) {
            Object other = turn instanceof Map<?, ?> map ? turn(map) : turn;
            changed |= other != turn;
            if (other != null) {
                written.add(other);
            }
        }
        if (changed) {
            fields.put("messages", written);
        }
        if (fields.get(THINKING) instanceof Map<?, ?> thinking
                && "enabled".equals(thinking.get("type"))
                && lacksThoughts(written)) {
            fields.remove(THINKING);
            notes.drop(THINKING);
        }
    }

    /** The turn itself if there is nothing to change; null if nothing is left of it. */
    private static @Nullable Object turn(Map<?, ?> turn) {
        if (!(turn.get(CONTENT) instanceof List<?> blocks)) {
            return turn;
        }
        boolean assistant = isAssistant(turn);
        List<Object> written = new ArrayList<>(blocks.size());
        boolean changed = false;
        for (Object block : blocks) {
            Object other = block instanceof Map<?, ?> map ? block(View.of(map, ""), assistant) : block;
            changed |= other != block;
            if (other != null) {
                written.add(other);
            }
        }
        if (!changed) {
            return turn;
        }
        Map<String, Object> copy = new LinkedHashMap<>(View.of(turn, "").fields());
        copy.put(CONTENT, written);
        return written.isEmpty() ? null : copy;
    }

    private static @Nullable Object block(View block, boolean assistant) {
        return switch (block.textIfAny("type")) {
            case THINKING -> isOwn(block.textIfAny("signature")) ? block.fields() : null;
            case "redacted_thinking" -> isOwn(block.textIfAny("data")) ? block.fields() : null;
            case "image" -> assistant ? null : block.fields();
            case "text" -> block.textIfAny("text").isBlank() ? null : block.fields();
            case "tool_use" -> withPlain("id", withObject(block));
            case "tool_result" -> withPlain("tool_use_id", block);
            default -> block.fields();
        };
    }

    private static boolean isOwn(String signature) {
        return !signature.isEmpty()
                && Signatures.read(signature, AnthropicServer.NAME, false)
                        .dialect()
                        .equals(AnthropicServer.NAME);
    }

    /** A model's call with arguments that are no object is repeated with every turn. */
    private static View withObject(View block) {
        if (block.get("input") instanceof Map) {
            return block;
        }
        Map<String, Object> copy = new LinkedHashMap<>(block.fields());
        copy.put("input", ToolArguments.object(MessageReader.arguments(block.get("input"))));
        return View.of(copy, block.path());
    }

    private static Map<String, Object> withPlain(String name, View block) {
        String id = block.textIfAny(name);
        String plain = Ids.plain(id);
        if (plain.equals(id)) {
            return block.fields();
        }
        Map<String, Object> copy = new LinkedHashMap<>(block.fields());
        copy.put(name, plain);
        return copy;
    }

    /** Whether the model is in the midst of calling tools and has not begun that with thoughts of its own: then it may not think now. */
    private static boolean lacksThoughts(List<Object> turns) {
        boolean lacks = false;
        for (int i = turns.size() - 1; i >= 0; i--) {
            if (!(turns.get(i) instanceof Map<?, ?> turn)) {
                return false;
            }
            if (isAssistant(turn)) {
                lacks = i < turns.size() - 1 && THOUGHTS.stream().noneMatch(kind -> has(turn, kind));
            } else if (!has(turn, "tool_result")) {
                return lacks;
            }
        }
        return lacks;
    }

    private static boolean isAssistant(Map<?, ?> turn) {
        return "assistant".equals(turn.get("role"));
    }

    static boolean has(Map<?, ?> turn, String kind) {
        return turn.get(CONTENT) instanceof List<?> blocks
                && blocks.stream().anyMatch(block -> block instanceof Map<?, ?> map && kind.equals(map.get("type")));
    }
}
