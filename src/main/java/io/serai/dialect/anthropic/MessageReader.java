package io.serai.dialect.anthropic;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.dialect.FileParts;
import io.serai.dialect.Json;
import io.serai.dialect.Signatures;
import io.serai.dialect.ToolArguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns in Anthropic's form to canonical messages. A turn of the user's that holds results of tools becomes several: each result is a
 * message of its own, and what else it says another.
 */
final class MessageReader {
    private static final String TEXT_OR_BLOCKS = "text or a list of blocks";

    /** How a line begins that Claude Code writes to Anthropic alone; it changes, and so it spoils what others have cached behind it. */
    private static final String BILLING = "x-anthropic-billing-header:";

    private static final String ROLES = "one of user, assistant, system";

    private MessageReader() {}

    /** The system prompt, which stands beside the messages; nothing if there is none. */
    static List<Message> system(View body) {
        List<Part> parts = new ArrayList<>(parts(body, "system"));
        parts.removeIf(part -> part instanceof Part.Text text && text.text().startsWith(BILLING));
        return parts.isEmpty() ? List.of() : List.of(new Message(Role.SYSTEM, parts, List.of(), Map.of()));
    }

    /**
     * Adds what a turn says.
     *
     * @param names the names of the tools that were called, by the ids of the calls
     */
    static void read(View turn, List<Message> messages, Map<String, String> names) {
        switch (turn.text("role")) {
            case "user" -> user(turn, messages, names);
            case "assistant" -> messages.add(assistant(turn, names));
            case "system" -> messages.add(new Message(Role.SYSTEM, parts(turn, "content"), List.of(), Map.of()));
            case "" -> throw turn.missing("role", ROLES);
            default -> throw turn.wrong("role", ROLES);
        }
    }

    private static void user(View turn, List<Message> messages, Map<String, String> names) {
        needContent(turn);
        if (turn.get("content") instanceof String) {
            messages.add(new Message(Role.USER, parts(turn, "content"), List.of(), Map.of()));
            return;
        }
        List<Part> said = new ArrayList<>();
        for (View block : turn.objects("content")) {
            if (block.text("type").equals("tool_result")) {
                messages.add(result(block, names));
            } else {
                said.add(part(block));
            }
        }
        if (!said.isEmpty()) {
            messages.add(new Message(Role.USER, said, List.of(), Map.of()));
        }
    }

    /** The result of a tool; that it is a failure others learn from its text only. */
    private static Message result(View block, Map<String, String> names) {
        String id = block.neededText("tool_use_id");
        List<Part> parts = parts(block, "content");
        if (Boolean.TRUE.equals(block.get("is_error"))) {
            List<Part> told = new ArrayList<>(parts.size() + 1);
            told.add(new Part.Text("Error: ", false, Map.of()));
            told.addAll(parts);
            parts = told;
        }
        return Message.toolResult(id, names.getOrDefault(id, ""), parts);
    }

    private static Message assistant(View turn, Map<String, String> names) {
        needContent(turn);
        if (turn.get("content") instanceof String) {
            return new Message(Role.ASSISTANT, parts(turn, "content"), List.of(), Map.of());
        }
        List<Part> parts = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>();
        for (View block : turn.objects("content")) {
            if (block.text("type").equals("tool_use")) {
                ToolCall call = call(block);
                calls.add(call);
                names.put(call.id(), call.name());
            } else {
                parts.add(part(block));
            }
        }
        return new Message(Role.ASSISTANT, parts, calls, Map.of());
    }

    private static ToolCall call(View block) {
        return new ToolCall(
                -1, block.neededText("id"), block.neededText("name"), arguments(block.get("input")), Map.of());
    }

    /** A model's call with arguments that are no object is repeated with every turn, so it must not end the conversation. */
    static String arguments(@Nullable Object input) {
        return switch (input) {
            case null -> ToolArguments.NONE;
            case String text -> text;
            default -> new String(Json.write(input), StandardCharsets.UTF_8);
        };
    }

    private static void needContent(View turn) {
        if (!turn.has("content")) {
            throw turn.missing("content", TEXT_OR_BLOCKS);
        }
    }

    /** What stands in a field as text or as blocks. */
    private static List<Part> parts(View holder, String field) {
        Object content = holder.get(field);
        if (content instanceof String text) {
            return List.of(new Part.Text(text, true, Map.of()));
        }
        if (content != null && !(content instanceof List)) {
            throw holder.wrong(field, TEXT_OR_BLOCKS);
        }
        List<Part> parts = new ArrayList<>();
        for (View block : holder.objects(field)) {
            parts.add(part(block));
        }
        return parts;
    }

    private static Part part(View block) {
        return switch (block.neededText("type")) {
            case "text" -> new Part.Text(block.text("text"), false, Map.of());
            case "thinking" -> thoughts(block.text("thinking"), block.text("signature"), false);
            case "redacted_thinking" -> thoughts("", block.neededText("data"), true);
            case "image" -> image(block);
            case "document" -> document(block);
            default -> new Part.Other(block.fields());
        };
    }

    private static Part thoughts(String text, String signature, boolean redacted) {
        Signature read = signature.isEmpty() ? null : Signatures.read(signature, AnthropicServer.NAME, redacted);
        return new Part.Reasoning(text, Part.Reasoning.FIELD, read);
    }

    /** An image that lies at the vendor's has no address that others could use. */
    private static Part image(View block) {
        View source = block.object("source");
        if (source == null) {
            throw block.missing(
                    "source", "where the image is, {\"type\": \"base64\", ...} or {\"type\": \"url\", ...}");
        }
        return switch (source.text("type")) {
            case "url" -> new Part.Image(source.neededText("url"), null, Map.of());
            case "base64" ->
                new Part.Image(
                        "data:" + source.neededText("media_type") + ";base64," + source.neededText("data"),
                        null,
                        Map.of());
            default -> new Part.Other(block.fields());
        };
    }

    /** A document of plain text is text to everybody, and a PDF a file in OpenAI's words, as is one behind an address. */
    private static Part document(View block) {
        View source = block.object("source");
        String data = source == null ? "" : source.textIfAny("data");
        if (source != null && !source.textIfAny("url").isEmpty()) {
            return FileParts.ofAddress(block.textIfAny("title"), source.textIfAny("url"));
        }
        if (source == null || data.isEmpty()) {
            return new Part.Other(block.fields());
        }
        if (source.textIfAny("type").equals("text")) {
            return new Part.Text(data, false, Map.of());
        }
        String type = source.textIfAny("media_type");
        return source.textIfAny("type").equals("base64") && type.equals("application/pdf")
                ? file(block.textIfAny("title"), "data:" + type + ";base64," + data)
                : new Part.Other(block.fields());
    }

    private static Part file(String title, String url) {
        return FileParts.ofData(
                title.isBlank() ? "document.pdf" : title.endsWith(".pdf") ? title : title + ".pdf", url);
    }
}
