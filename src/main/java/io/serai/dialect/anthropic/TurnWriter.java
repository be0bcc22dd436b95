package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.FileParts;
import io.serai.dialect.Notes;
import io.serai.dialect.Signatures;
import io.serai.dialect.ToolArguments;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Canonical messages to turns of user and assistant, who speak in turn: neighbours become one turn, the results of tools come first in
 * theirs, and what the system says stands beside them.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/working-with-messages">Using the Messages API</a>
 * @see <a href="https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls">Handling tool calls</a>
 */
final class TurnWriter {
    /** Stands for what a user who has said nothing might have said: a conversation begins with the user. */
    private static final String NOTHING_SAID = ".";

    private static final String GO_ON = "Continue.";

    /** Ends what shall be cached. OpenAI's clients say it in Anthropic's word, at the same places. */
    static final String CACHE = "cache_control";

    private static final String PARAGRAPH = "\n\n";

    private final ChatRequest request;
    private final Notes notes;
    private final List<Map<String, Object>> system = new ArrayList<>();
    private final List<Object> turns = new ArrayList<>();
    private final List<Object> results = new ArrayList<>();
    private final List<Object> said = new ArrayList<>();
    /** In the order of the calls. */
    private final Set<String> openCalls = new LinkedHashSet<>();

    private final StringBuilder instruction = new StringBuilder();

    /** The content of the last turn, which grows; none if that is a text. */
    private List<Object> last = new ArrayList<>();

    private boolean assistant;

    TurnWriter(ChatRequest request, Notes notes) {
        this.request = request;
        this.notes = notes;
    }

    Turns write() {
        List<Message> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            String place = "messages[" + i + "].content";
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> system(message, place);
                case USER -> {
                    turnTo(false);
                    said.addAll(blocks(message, place));
                }
                case TOOL -> {
                    turnTo(false);
                    results.add(result(message, place));
                }
                case ASSISTANT -> {
                    turnTo(true);
                    assistant(message, i, place);
                }
            }
        }
        if (assistant) {
            stripEnd();
        }
        endTurn();
        boolean open =
                !turns.isEmpty() && turns.getLast() instanceof Map<?, ?> end && "assistant".equals(end.get("role"));
        if (open && !Generation.of(request.model()).goesOn()) {
            turns.add(goOn(notes));
        }
        endInstruction();
        return turns.isEmpty() ? onlySystem() : new Turns(system, turns);
    }

    /** Where nobody but the system has spoken, it speaks as the user, since somebody has to. */
    private Turns onlySystem() {
        if (system.isEmpty()) {
            throw new CannotExpressException("messages: nobody has said anything");
        }
        notes.adjust("messages[0].role", "system", "user");
        turns.add(turn("user", content(system)));
        return new Turns(List.of(), turns);
    }

    private void system(Message message, String place) {
        for (Part part : message.parts()) {
            if (!(part instanceof Part.Text)) {
                throw new CannotExpressException(place + ": its system prompt is text and nothing else");
            }
        }
        if (message.text().isBlank()) {
            return;
        }
        String gap = PARAGRAPH;
        for (Part part : message.parts()) {
            if (part instanceof Part.Text text) {
                instruct(text.text(), gap, text.extras());
                gap = "";
            }
        }
    }

    /** Adds an instruction, of its own if what is before it shall be cached. */
    private void instruct(String text, String gap, Map<String, Object> extras) {
        if (!instruction.isEmpty()) {
            instruction.append(gap).append(text);
        } else if (!text.isBlank()) {
            instruction.append(text);
        }
        if (extras.get(CACHE) instanceof Map<?, ?>) {
            endInstruction();
            if (!system.isEmpty()) {
                cache(system.getLast(), extras);
            }
        }
    }

    private void endInstruction() {
        if (!instruction.isEmpty()) {
            system.add(AnswerWriter.text(instruction.toString()));
            instruction.setLength(0);
        }
    }

    /** Adds an instruction, of its own if what is before it shall be cached. */
    static void instruct(List<Map<String, Object>> system, String text, String gap) {
        Map<String, Object> last = system.isEmpty() ? Map.of(CACHE, "") : system.getLast();
        if (!last.containsKey(CACHE)) {
            last.put("text", last.get("text") + gap + text);
        } else if (!text.isBlank()) {
            system.add(AnswerWriter.text(text));
        }
    }

    /** Blocks as the content that they are; a text that says nothing but itself stands alone. */
    static Object content(List<Map<String, Object>> blocks) {
        return blocks.size() == 1 && !blocks.getFirst().containsKey(CACHE)
                ? String.valueOf(blocks.getFirst().get("text"))
                : blocks;
    }

    private static Map<String, Object> cache(Map<String, Object> block, Map<String, Object> extras) {
        if (extras.get(CACHE) instanceof Map<?, ?> cache) {
            block.put(CACHE, cache);
        }
        return block;
    }

    /** The beginning of an answer, which the model goes on with, must not end in white space. */
    private void stripEnd() {
        if (!said.isEmpty() && said.getLast() instanceof Map<?, ?> block && block.get("text") instanceof String text) {
            Map<String, Object> stripped =
                    new LinkedHashMap<>(View.of(block, "").fields());
            stripped.put("text", text.stripTrailing());
            said.set(said.size() - 1, stripped);
        }
    }

    private void turnTo(boolean toAssistant) {
        if (assistant != toAssistant) {
            endTurn();
            assistant = toAssistant;
        }
    }

    private void endTurn() {
        if (results.isEmpty() && said.isEmpty()) {
            return;
        }
        if (assistant && turns.isEmpty()) {
            notes.adjust("messages", "begun by the assistant", "begun by the user with \"" + NOTHING_SAID + '"');
            turns.add(turn("user", NOTHING_SAID));
        }
        List<Object> blocks = new ArrayList<>(results);
        blocks.addAll(said);
        results.clear();
        said.clear();
        addTurn(assistant ? "assistant" : "user", blocks);
    }

    /** Silent turns between have made neighbours of some that were none. */
    private void addTurn(String role, List<Object> blocks) {
        if (!turns.isEmpty()
                && turns.getLast() instanceof Map<?, ?> before
                && role.equals(before.get("role"))
                && before.get("content") instanceof List<?>) {
            last.addAll(blocks);
        } else {
            last = blocks;
            turns.add(turn(role, last));
        }
    }

    /** What the user says where the assistant has spoken last, and the model would not go on with that. */
    static Map<String, Object> goOn(Notes notes) {
        notes.adjust("messages", "ended by the assistant", "ended by the user with \"" + GO_ON + '"');
        return turn("user", GO_ON);
    }

    private static Map<String, Object> turn(String role, Object content) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", role);
        turn.put("content", content);
        return turn;
    }

    private void assistant(Message message, int index, String place) {
        said.addAll(blocks(message, place));
        for (int i = 0; i < message.toolCalls().size(); i++) {
            ToolCall call = message.toolCalls().get(i);
            String id = call.id().isEmpty() ? "toolu_" + index + '_' + i : Ids.plain(call.id());
            Map<String, Object> block = AnswerWriter.toolUse(id, call.name());
            block.put("input", ToolArguments.object(call.arguments()));
            said.add(block);
            openCalls.add(id);
        }
    }

    /** A result without the id of its call belongs to the first call without a result. */
    private Map<String, Object> result(Message message, String place) {
        String told = Ids.plain(message.toolCallId());
        String id = told;
        if (told.isEmpty()) {
            Iterator<String> calls = openCalls.iterator();
            id = calls.hasNext() ? calls.next() : "toolu_0";
            openCalls.remove(id);
        } else {
            openCalls.remove(told);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("type", "tool_result");
        result.put("tool_use_id", id);
        boolean bare = message.parts().stream()
                .allMatch(
                        part -> part instanceof Part.Text text && !text.extras().containsKey(CACHE));
        result.put("content", bare ? message.text() : blocks(message, place));
        return result;
    }

    private List<Object> blocks(Message message, String place) {
        List<Object> blocks = new ArrayList<>(message.parts().size());
        for (int i = 0; i < message.parts().size(); i++) {
            Object block = block(message.parts().get(i), message.role(), place + '[' + i + ']');
            if (block != null) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private @Nullable Object block(Part part, Role role, String place) {
        return switch (part) {
            // Anthropic refuses blocks of empty text.
            case Part.Text text -> text.text().isBlank() ? null : cache(AnswerWriter.text(text.text()), text.extras());
            case Part.Refusal refusal -> refusal.text().isBlank() ? null : AnswerWriter.text(refusal.text());
            case Part.Image image -> image(image, role, place);
            case Part.Reasoning thoughts -> {
                Signature own = Signatures.ownOf(thoughts.signature(), AnthropicServer.NAME);
                yield own == null || role != Role.ASSISTANT ? null : AnswerWriter.thoughts(thoughts.text(), own);
            }
            case Part.Other other -> other(other, place);
        };
    }

    private @Nullable Object image(Part.Image image, Role role, String place) {
        if (role == Role.ASSISTANT) {
            notes.drop(place);
            return null;
        }
        if (image.detail() != null && !image.detail().equals("auto")) {
            notes.drop(place + ".image_url.detail");
        }
        return cache(Blocks.shownImage(image.url(), place), image.extras());
    }

    /** Parts of this dialect's own, and of OpenAI's the file. */
    private Object other(Part.Other part, String place) {
        Map<String, Object> fields = part.fields();
        String address = FileParts.address(part);
        if (address != null && fields.get("file") instanceof Map<?, ?> file) {
            return Blocks.document(address, file.get("filename") instanceof String name ? name : "", place);
        }
        if (fields.get("file") instanceof Map<?, ?> file && file.get("file_data") instanceof String data) {
            return Blocks.document(data, file.get("filename") instanceof String name ? name : "", place);
        }
        if (request.dialect().equals(AnthropicServer.NAME)) {
            return fields;
        }
        Object type = fields.get("type");
        throw new CannotExpressException(place + ": it takes no " + (type instanceof String text ? text : "such part"));
    }
}
