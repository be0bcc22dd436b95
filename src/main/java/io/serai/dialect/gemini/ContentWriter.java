package io.serai.dialect.gemini;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.Json;
import io.serai.dialect.Notes;
import io.serai.dialect.Signatures;
import io.serai.dialect.ToolArguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Canonical messages to the contents of a conversation, in which user and model take turns: messages of one side that follow each other
 * become one content, with the results of tools first and in the order of their calls.
 */
final class ContentWriter {
    private final String dialect;
    private final Generation model;
    private final Notes notes;
    private final List<Map<String, Object>> system = new ArrayList<>();
    private final List<Map<String, Object>> contents = new ArrayList<>();
    /** The parts of the last content, which grow. */
    private List<Map<String, Object>> said = new ArrayList<>();

    /** Names and numbers of the calls so far, by id. */
    private final Map<String, Called> calls = new HashMap<>();

    private final List<Result> results = new ArrayList<>();

    private record Called(String name, int number) {}

    private record Result(int call, Map<String, Object> part, List<Map<String, Object>> beside) {}

    ContentWriter(ChatRequest request, Notes notes) {
        this.dialect = request.dialect();
        this.model = Generation.of(request.model());
        this.notes = notes;
        List<Message> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            String path = "messages[" + i + ']';
            if (message.role() != Role.TOOL) {
                flushResults();
            }
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> system(message, path);
                case USER -> say("user", userParts(message, path));
                case ASSISTANT -> say("model", modelParts(message, path));
                case TOOL -> result(message, path);
            }
        }
        flushResults();
        if (contents.isEmpty()) {
            // Without a content there is no request; instructions alone are a prompt.
            contents.add(content("user", system.isEmpty() ? List.of(text("")) : new ArrayList<>(system)));
            system.clear();
        }
    }

    List<Map<String, Object>> contents() {
        return contents;
    }

    /** The instructions; null if there are none. */
    @Nullable
    Map<String, Object> systemInstruction() {
        return system.isEmpty() ? null : new LinkedHashMap<>(Map.of("parts", system));
    }

    private void system(Message message, String path) {
        for (int i = 0; i < message.parts().size(); i++) {
            Part part = message.parts().get(i);
            if (!(part instanceof Part.Text text)) {
                throw new CannotExpressException(path + ".content[" + i + "]: instructions are text");
            }
            if (!text.text().isEmpty()) {
                system.add(text(text.text()));
            }
        }
        if (!contents.isEmpty()) {
            notes.adjust(path + ".role", message.role() == Role.SYSTEM ? "system" : "developer", "systemInstruction");
        }
    }

    private void say(String role, List<Map<String, Object>> parts) {
        if (parts.isEmpty()) {
            return;
        }
        if (!contents.isEmpty() && role.equals(contents.getLast().get("role"))) {
            said.addAll(parts);
        } else {
            said = new ArrayList<>(parts);
            contents.add(content(role, said));
        }
    }

    private static Map<String, Object> content(String role, List<Map<String, Object>> parts) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("role", role);
        content.put("parts", parts);
        return content;
    }

    static Map<String, Object> text(String text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("text", text);
        return part;
    }

    private List<Map<String, Object>> userParts(Message message, String path) {
        List<Map<String, Object>> parts = new ArrayList<>(message.parts().size());
        for (int i = 0; i < message.parts().size(); i++) {
            Map<String, Object> part = part(message.parts().get(i), path + ".content[" + i + ']');
            // A part of empty text is one without data, which is refused.
            if (part != null && !"".equals(part.get("text"))) {
                parts.add(part);
            }
        }
        return parts;
    }

    private @Nullable Map<String, Object> part(Part part, String path) {
        return switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Refusal refusal -> text(refusal.text());
            case Part.Image image -> {
                if (image.detail() != null && !image.detail().equals("auto")) {
                    notes.drop("image_url.detail");
                }
                yield Media.write(image, path);
            }
            case Part.Other other
            when dialect.equals("gemini") && !other.fields().containsKey("type") -> new LinkedHashMap<>(other.fields());
            case Part.Other other -> Media.write(other, path);
            case Part.Reasoning reasoning -> null;
        };
    }

    /**
     * A signature belongs to the text behind it, or else to the next call. Thoughts themselves do not go back: of its own ones Google
     * wants the signatures only, and those of others it cannot use.
     */
    private List<Map<String, Object>> modelParts(Message message, String path) {
        List<Map<String, Object>> parts = new ArrayList<>(message.parts().size());
        Deque<Signature> pending = new ArrayDeque<>(1);
        for (int i = 0; i < message.parts().size(); i++) {
            Part said = message.parts().get(i);
            if (said instanceof Part.Reasoning thoughts) {
                Signature signature = Signatures.ownOf(thoughts.signature(), "gemini");
                if (signature != null) {
                    pending.add(signature);
                }
                continue;
            }
            Map<String, Object> part = part(said, path + ".content[" + i + ']');
            if (part != null && !("".equals(part.get("text")) && part.size() == 1 && pending.isEmpty())) {
                ThoughtSignatures.write(part, pending.poll());
                parts.add(part);
            }
        }
        if (ExtraContent.isIn(message.toolCalls())) {
            // They name the calls to which they belong.
            pending.clear();
        }
        boolean signed = false;
        for (int i = 0; i < message.toolCalls().size(); i++) {
            ToolCall call = message.toolCalls().get(i);
            Map<String, Object> part = call(call, path + ".tool_calls[" + i + ']');
            Signature signature = ExtraContent.read(call);
            ThoughtSignatures.write(part, signature == null ? pending.poll() : signature);
            signed |= ThoughtSignatures.isIn(part);
            if (!signed && model.wantsSignatures()) {
                part.put("thoughtSignature", ThoughtSignatures.PLACEHOLDER);
                signed = true;
            }
            parts.add(part);
        }
        if (!pending.isEmpty() && message.toolCalls().isEmpty()) {
            Map<String, Object> part = text("");
            ThoughtSignatures.write(part, pending.poll());
            parts.add(part);
        }
        return parts;
    }

    private Map<String, Object> call(ToolCall call, String path) {
        if (call.name().isEmpty()) {
            throw new CannotExpressException(path + ": it calls functions only");
        }
        calls.put(call.id(), new Called(call.name(), calls.size()));
        Map<String, Object> function = new LinkedHashMap<>();
        if (!call.id().isEmpty() && !Ids.isOurs(call.id())) {
            function.put("id", call.id());
        }
        function.put("name", call.name());
        function.put("args", ToolArguments.object(call.arguments()));
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("functionCall", function);
        return part;
    }

    private void result(Message message, String path) {
        String id = message.toolCallId();
        Called call = calls.get(id);
        String name = call == null ? message.name() : call.name();
        if (name.isEmpty()) {
            throw new CannotExpressException(
                    path + ".tool_call_id: it wants the function's name, and no call before has the id '" + id + "'");
        }
        Map<String, Object> response = new LinkedHashMap<>();
        if (!id.isEmpty() && !Ids.isOurs(id)) {
            response.put("id", id);
        }
        response.put("name", name);
        response.put("response", response(message.lines()));
        List<Map<String, Object>> media = new ArrayList<>(0);
        for (int i = 0; i < message.parts().size(); i++) {
            if (!(message.parts().get(i) instanceof Part.Text)) {
                Map<String, Object> part = part(message.parts().get(i), path + ".content[" + i + ']');
                if (part != null) {
                    media.add(part);
                }
            }
        }
        if (!media.isEmpty() && model.takesMediaInResults()) {
            response.put("parts", media);
        }
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("functionResponse", response);
        int number = call == null ? Integer.MAX_VALUE : call.number();
        results.add(new Result(number, part, model.takesMediaInResults() ? List.of() : media));
    }

    /** Google wants an object; of one field {@code output} it knows that this is all. */
    private static Object response(String text) {
        Object json = text.startsWith("{") ? Json.parseIfAny(text.getBytes(StandardCharsets.UTF_8)) : null;
        if (json instanceof Map<?, ?> map) {
            return map;
        }
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("output", text);
        return output;
    }

    private void flushResults() {
        results.sort(Comparator.comparingInt(Result::call));
        List<Map<String, Object>> parts = new ArrayList<>(results.size());
        results.forEach(result -> parts.add(result.part()));
        results.forEach(result -> parts.addAll(result.beside()));
        results.clear();
        say("user", parts);
    }
}
