package io.serai.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One turn of a conversation, or a piece of an answer that is still being written.
 *
 * @param parts what it says, in order
 * @param toolCalls what it calls
 * @param extras fields that Serai does not know, and known ones whose value was null, in OpenAI's words
 */
public record Message(Role role, List<Part> parts, List<ToolCall> toolCalls, Map<String, Object> extras) {
    private static final String CALL = "tool_call_id";
    private static final String NAME = "name";

    /** A message of plain text. */
    public static Message of(Role role, String text) {
        return new Message(role, List.of(new Part.Text(text, true, Map.of())), List.of(), Map.of());
    }

    /** The result of a tool call. */
    public static Message toolResult(String callId, String name, List<Part> parts) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put(CALL, callId);
        if (!name.isEmpty()) {
            about.put(NAME, name);
        }
        return new Message(Role.TOOL, parts, List.of(), about);
    }

    /** Which call it is the result of; empty if it is none, or names none. */
    public String toolCallId() {
        return extras.get(CALL) instanceof String id ? id : "";
    }

    /** The name of the tool it is the result of, or of the speaker; empty if it names none. */
    public String name() {
        return extras.get(NAME) instanceof String name ? name : "";
    }

    /** All text parts joined, without reasoning and refusals. */
    public String text() {
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text only) {
            return only.text();
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text piece) {
                text.append(piece.text());
            }
        }
        return text.toString();
    }

    /**
     * What is to be read as one text, refusals included, for vendors that know no parts. What a model said in pieces goes on as it was; all
     * other pieces stand apart, since words of two would become one.
     */
    public String lines() {
        StringBuilder lines = new StringBuilder();
        for (Part part : parts) {
            String piece = switch (part) {
                case Part.Text text -> text.text();
                case Part.Refusal refusal -> refusal.text();
                case Part.Reasoning reasoning -> "";
                case Part.Image image -> "";
                case Part.Other other -> "";
            };
            if (role != Role.ASSISTANT && isWord(lines, lines.length() - 1) && isWord(piece, 0)) {
                lines.append('\n');
            }
            lines.append(piece);
        }
        return lines.toString();
    }

    private static boolean isWord(CharSequence text, int at) {
        return at >= 0 && at < text.length() && !Character.isWhitespace(text.charAt(at));
    }

    /** All reasoning parts joined; if the same thoughts stand in several fields, those of the first one. */
    public String reasoning() {
        StringBuilder text = new StringBuilder();
        String field = reasoningField();
        for (Part part : parts) {
            if (part instanceof Part.Reasoning piece) {
                text.append(piece.field().equals(field) ? piece.text() : "");
            }
        }
        return text.toString();
    }

    /** What it says, with thoughts once even if a vendor writes them into several fields; the same list if none are doubled. */
    public List<Part> distinctParts() {
        String field = reasoningField();
        for (Part part : parts) {
            if (isDouble(part, field)) {
                return parts.stream().filter(one -> !isDouble(one, field)).toList();
            }
        }
        return parts;
    }

    private static boolean isDouble(Part part, String field) {
        return part instanceof Part.Reasoning piece
                && piece.signature() == null
                && !field.isEmpty()
                && !piece.field().equals(field);
    }

    /** The first field that has thoughts in it; empty if none has. */
    private String reasoningField() {
        for (Part part : parts) {
            if (part instanceof Part.Reasoning piece && !piece.text().isEmpty()) {
                return piece.field();
            }
        }
        return "";
    }

    /** Whether there is anything in it that a reader or a program could use. */
    public boolean saysSomething() {
        if (!toolCalls.isEmpty()) {
            return true;
        }
        for (Part part : parts) {
            boolean empty = switch (part) {
                case Part.Text text -> text.text().isEmpty();
                case Part.Reasoning reasoning -> reasoning.text().isEmpty() && reasoning.signature() == null;
                case Part.Refusal refusal -> refusal.text().isEmpty();
                case Part.Image image -> image.url().isEmpty();
                case Part.Other other -> other.fields().isEmpty();
            };
            if (!empty) {
                return true;
            }
        }
        for (Object extra : extras.values()) {
            if ((extra instanceof List<?> list && !list.isEmpty())
                    || (extra instanceof Map<?, ?> map && !map.isEmpty())) {
                return true;
            }
        }
        return false;
    }
}
