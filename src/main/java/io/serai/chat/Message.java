package io.serai.chat;

import java.util.List;
import java.util.Map;

/**
 * One turn of a conversation, or a piece of an answer that is still being written.
 *
 * @param parts what it says, in order
 * @param toolCalls what it calls
 * @param extras fields that Serai does not know, and known ones whose value was null
 */
public record Message(Role role, List<Part> parts, List<ToolCall> toolCalls, Map<String, Object> extras) {

    /** A message of plain text. */
    public static Message text(Role role, String text) {
        return new Message(role, List.of(new Part.Text(text, true, Map.of())), List.of(), Map.of());
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

    /** All reasoning parts joined; where the same thoughts stand in several fields, those of the first one. */
    public String reasoning() {
        StringBuilder text = new StringBuilder();
        String field = null;
        for (Part part : parts) {
            if (part instanceof Part.Reasoning piece) {
                field = field == null ? piece.field() : field;
                text.append(piece.field().equals(field) ? piece.text() : "");
            }
        }
        return text.toString();
    }

    /** Whether there is anything in it that a reader or a program could use. */
    public boolean saysSomething() {
        if (!toolCalls.isEmpty()) {
            return true;
        }
        for (Part part : parts) {
            boolean empty = switch (part) {
                case Part.Text text -> text.text().isEmpty();
                case Part.Reasoning reasoning -> reasoning.text().isEmpty();
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
