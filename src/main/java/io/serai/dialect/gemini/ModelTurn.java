package io.serai.dialect.gemini;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model's turn put together from the pieces in which its stream came: Google's libraries keep each event as a content of its own, and
 * other vendors take a turn only as one message with all of its calls.
 */
final class ModelTurn {

    private ModelTurn() {}

    static Message join(Message begun, List<Part> parts, List<ToolCall> calls) {
        List<Part> said = new ArrayList<>(begun.parts());
        parts.forEach(part -> add(said, part));
        List<ToolCall> called = new ArrayList<>(begun.toolCalls());
        called.addAll(calls);
        return new Message(begun.role(), said, called, begun.extras());
    }

    /** Text goes on behind text, and thoughts behind thoughts that are not yet signed; an empty text says nothing. */
    static void add(List<Part> said, Part part) {
        Part last = said.isEmpty() ? null : said.getLast();
        if (part instanceof Part.Text text && text.text().isEmpty()) {
            return;
        }
        if (part instanceof Part.Text text && last instanceof Part.Text before) {
            said.set(said.size() - 1, new Part.Text(before.text() + text.text(), true, Map.of()));
        } else if (part instanceof Part.Reasoning more
                && last instanceof Part.Reasoning before
                && goesOn(before, more)) {
            said.set(said.size() - 1, new Part.Reasoning(before.text() + more.text(), more.field(), more.signature()));
        } else {
            said.add(part);
        }
    }

    /** A signature that comes alone, as streams end with it, signs the thoughts before it; one with thoughts of its own signs these. */
    private static boolean goesOn(Part.Reasoning before, Part.Reasoning more) {
        Signature signature = more.signature();
        return before.signature() == null
                && (signature == null
                        || (more.text().isEmpty() && !before.text().isEmpty() && !signature.redacted()));
    }
}
