package io.serai.dialect.gemini;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a conversation to canonical messages. Calls without an id get one by their number, and a result without one belongs to
 * the first call of its name that has none yet. A result that comes again is left out: each call has one.
 */
final class MessageReader {
    /**
     * Who speaks besides the model; results of functions have either name in Google's own examples.
     *
     * @see <a href="https://github.com/googleapis/python-genai#function-calling">Function calling by hand</a>
     */
    private static final Set<String> OTHERS = Set.of("user", "function", "tool");

    private final List<Message> messages = new ArrayList<>();
    /** Calls that wait for their result: names by id. */
    private final SequencedMap<String, String> open = new LinkedHashMap<>();

    /** The ids of those calls by name, in the order of the calls. */
    private final Map<String, SequencedSet<String>> openByName = new HashMap<>();

    private final Results results = new Results();

    private int calls;

    /** What a content says, in a form that is independent of who says it. */
    private static final class Said {
        private final List<Part> parts = new ArrayList<>(2);
        private final List<ToolCall> calls = new ArrayList<>(0);
    }

    List<Message> messages() {
        return messages;
    }

    /** Reads the instructions, which stand outside of the conversation. */
    void system(@Nullable Object instruction) {
        Said said = new Said();
        if (instruction instanceof String text) {
            said.parts.add(new Part.Text(text, true, Map.of()));
        } else if (instruction instanceof Map<?, ?> content) {
            boolean single = Names.list(content, "parts").size() == 1;
            for (Map<?, ?> part : Names.objects(content, "parts", "systemInstruction")) {
                said.parts.add(part(part, single));
            }
        } else if (instruction != null) {
            throw Names.wrong("systemInstruction", "a content, {\"parts\": [{\"text\": \"...\"}]}");
        }
        flush(Role.SYSTEM, said);
    }

    void content(Map<?, ?> content, String path) {
        Object role = content.get("role");
        boolean model = "model".equals(role);
        if (role != null && !model && !(role instanceof String name && OTHERS.contains(name))) {
            throw Names.wrong(Names.at(path, "role"), "user or model");
        }
        Said said = new Said();
        List<Map<?, ?>> parts = Names.objects(content, "parts", path);
        for (int i = 0; i < parts.size(); i++) {
            Map<?, ?> part = parts.get(i);
            String at = Names.at(path, "parts") + '[' + i + ']';
            Map<?, ?> result = Names.object(part, "functionResponse");
            if (result != null) {
                flush(Role.USER, said);
                said = new Said();
                result(result, at);
            } else if (model) {
                say(said, part, at);
            } else {
                said.parts.add(part(part, parts.size() == 1));
            }
        }
        flush(model ? Role.ASSISTANT : Role.USER, said);
    }

    private void flush(Role role, Said said) {
        if (said.parts.isEmpty() && said.calls.isEmpty()) {
            return;
        }
        Message last = messages.isEmpty() ? null : messages.getLast();
        if (role == Role.ASSISTANT && last != null && last.role() == role) {
            messages.set(messages.size() - 1, ModelTurn.join(last, said.parts, said.calls));
        } else {
            messages.add(new Message(role, said.parts, said.calls, Map.of()));
        }
    }

    private static Part part(Map<?, ?> part, boolean bare) {
        if (Names.get(part, "text") instanceof String text) {
            return new Part.Text(text, bare, Map.of());
        }
        Part media = Media.read(part);
        return media == null ? other(part) : media;
    }

    private static Part other(Map<?, ?> part) {
        Map<String, Object> fields = new LinkedHashMap<>();
        part.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return new Part.Other(fields);
    }

    private void say(Said said, Map<?, ?> part, String path) {
        Signature signature = ThoughtSignatures.read(part);
        if (Boolean.TRUE.equals(Names.get(part, "thought"))) {
            ModelTurn.add(said.parts, new Part.Reasoning(Names.text(part, "text"), Part.Reasoning.FIELD, signature));
            return;
        }
        if (signature != null) {
            said.parts.add(new Part.Reasoning("", Part.Reasoning.FIELD, signature));
        }
        Map<?, ?> call = Names.object(part, "functionCall");
        if (call == null) {
            ModelTurn.add(said.parts, part(part, true));
            return;
        }
        String name = Names.text(call, "name");
        if (name.isEmpty()) {
            throw Names.wrong(path + ".functionCall.name", "the function's name");
        }
        String told = Names.text(call, "id");
        String id = told.isEmpty() ? Ids.inHistory(calls) : told;
        calls++;
        close(id);
        results.called(id);
        open.put(id, name);
        openByName.computeIfAbsent(name, first -> new LinkedHashSet<>()).add(id);
        said.calls.add(new ToolCall(-1, id, name, json(Names.get(call, "args")), Map.of()));
    }

    private void result(Map<?, ?> result, String path) {
        String name = Names.text(result, "name");
        String told = Names.text(result, "id");
        String id = told.isEmpty() ? waiting(name) : told;
        Object response = Names.get(result, "response");
        if (results.repeats(id, response)) {
            return;
        }
        String known = close(id);
        List<Part> parts = new ArrayList<>(1);
        parts.add(new Part.Text(said(response), true, Map.of()));
        for (Map<?, ?> part : Names.objects(result, "parts", path + ".functionResponse")) {
            Part media = Media.read(part);
            parts.add(media == null ? other(part) : media);
        }
        messages.add(Message.toolResult(id, name.isEmpty() && known != null ? known : name, parts));
    }

    /** Says that a call waits no longer; its name, or null if it did not wait. */
    private @Nullable String close(String id) {
        String name = open.remove(id);
        if (name != null) {
            openByName.getOrDefault(name, new LinkedHashSet<>(0)).remove(id);
        }
        return name;
    }

    /** The first call of that name that waits; or the first at all; or one that nobody has seen. */
    private String waiting(String name) {
        SequencedSet<String> ids = openByName.get(name);
        if (ids != null && !ids.isEmpty()) {
            return ids.getFirst();
        }
        return open.isEmpty() ? Ids.inHistory(calls++) : open.firstEntry().getKey();
    }

    /** What a function has said: Google's {@code output}, the {@code result} of many libraries, or the whole. */
    private static String said(@Nullable Object response) {
        if (response instanceof Map<?, ?> fields && fields.size() == 1) {
            for (String name : List.of("output", "result")) {
                Object value = fields.get(name);
                if (value != null) {
                    return value instanceof String text ? text : json(value);
                }
            }
        }
        return response instanceof String text ? text : json(response);
    }

    static String json(@Nullable Object value) {
        return value == null ? "{}" : new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
