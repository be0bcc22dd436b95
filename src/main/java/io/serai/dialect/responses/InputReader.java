package io.serai.dialect.responses;

import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.Fields;
import io.serai.dialect.FileParts;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import io.serai.dialect.OwnDoings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of an input to canonical messages. What a model said in one turn stands there in several items. */
final class InputReader {
    private static final String INPUTS = "text or a list of items, [{\"role\": \"user\", \"content\": \"...\"}]";
    private static final String ITEMS = "the type of an item, such as message, function_call or function_call_output";
    private static final String TEXT_OR_PARTS = "text or a list of parts";
    private static final Map<String, Role> ROLES =
            Map.of("system", Role.SYSTEM, "developer", Role.DEVELOPER, "user", Role.USER, "assistant", Role.ASSISTANT);

    private final Offered offered;
    private final Map<String, Object> leftOut;
    private final List<Message> messages = new ArrayList<>();
    private final List<Part> said = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();

    private InputReader(Offered offered, Map<String, Object> leftOut) {
        this.offered = offered;
        this.leftOut = leftOut;
    }

    /**
     * Reads them.
     *
     * @param template whether the request names a template, by something else than its body
     * @param leftOut gets a parameter for each item that nobody knows: all writers name it, as they do with what they do not know
     */
    static List<Message> read(Fields body, Offered offered, boolean template, Map<String, Object> leftOut) {
        Object input = body.take("input");
        if (input instanceof String text) {
            return List.of(Message.of(Role.USER, text));
        }
        boolean filled = template || body.has("prompt_id") || body.peek("prompt") instanceof Map<?, ?>;
        if (filled && (input == null || List.of().equals(input))) {
            return List.of();
        }
        if (input == null) {
            throw body.missing("input", INPUTS);
        }
        if (!(input instanceof List<?> items) || items.isEmpty()) {
            throw body.wrong("input", INPUTS, input);
        }
        InputReader reader = new InputReader(offered, leftOut);
        for (int i = 0; i < items.size(); i++) {
            String place = "input[" + i + ']';
            if (!(items.get(i) instanceof Map<?, ?> item)) {
                throw body.wrong(place, "an object", items.get(i));
            }
            reader.item(body.part(place, item));
        }
        reader.endTurn();
        return reader.messages;
    }

    private void item(Fields item) {
        Object type = item.peek("type");
        switch (type instanceof String word ? word : type == null && item.has("role") ? "message" : "") {
            case "message" -> message(item);
            case "function_call" -> call(item);
            case "custom_tool_call" -> customCall(item);
            case "function_call_output", "custom_tool_call_output" -> result(item);
            case "reasoning" -> said.addAll(Thoughts.read(item));
            case "item_reference" ->
                throw new MalformedException(
                        "'" + item.at("type")
                                + "' refers to a stored item, and no store is configured; send the item itself",
                        item.at("type"));
            case "" -> throw type == null ? item.missing("type", ITEMS) : item.wrong("type", ITEMS, type);
            default -> unfamiliar(item, String.valueOf(type));
        }
    }

    /** Its tools are offered already; the work of others becomes words; of the rest only the name is left. */
    private void unfamiliar(Fields item, String type) {
        if (Offered.bringsTools(item.rest())) {
            return;
        }
        String words = OwnDoings.words(item.rest());
        if (words == null) {
            leftOut.put(item.at(type).replace('.', ' '), true);
        } else if (OwnDoings.isResult(type)) {
            endTurn();
            messages.add(Message.of(Role.USER, words));
        } else {
            said.add(new Part.Text(words + '\n', true, Map.of()));
        }
    }

    private void message(Fields item) {
        Object name = item.peek("role");
        Role role = name instanceof String word ? ROLES.get(word) : null;
        if ("tool".equals(name) && item.peek("tool_call_id") instanceof String id) {
            // As chat has it.
            endTurn();
            addResult(item, id, "content");
            return;
        }
        if (role == null) {
            throw item.wrong("role", "one of user, assistant, system, developer", name);
        }
        Object content = item.take("content");
        if (role == Role.ASSISTANT) {
            List<Fields> called = item.objects("tool_calls");
            said.addAll(content == null && !called.isEmpty() ? List.of() : parts(item, "content", content, true));
            called.forEach(this::chatCall);
            return;
        }
        endTurn();
        messages.add(new Message(role, parts(item, "content", content, false), List.of(), Map.of()));
    }

    /** A call within a message, as chat has it. */
    private void chatCall(Fields call) {
        Fields function = call.object("function");
        if (function == null) {
            throw call.missing("function", "an object, {\"name\": \"...\", \"arguments\": \"...\"}");
        }
        function.put("call_id", call.text("id"));
        call(function);
    }

    private void call(Fields item) {
        Object arguments = item.peek("arguments");
        call(item, arguments == null || arguments instanceof String ? item.text("arguments") : json(arguments));
    }

    /** A call with any text in place of arguments, which none but OpenAI knows. */
    private void customCall(Fields item) {
        if (!item.has("input")) {
            throw item.missing("input", "text");
        }
        call(item, json(Map.of("input", item.text("input"))));
    }

    private void call(Fields item, String arguments) {
        String id = item.text("call_id");
        String told = item.text("name");
        String name = told.isEmpty() ? "" : offered.name(item.textIfAny("namespace"), told);
        if (id.isEmpty() || name.isEmpty()) {
            throw item.missing(id.isEmpty() ? "call_id" : "name", "text");
        }
        names.put(id, name);
        calls.add(new ToolCall(-1, id, name, arguments, Map.of()));
    }

    private void result(Fields item) {
        endTurn();
        String id = item.text("call_id");
        if (id.isEmpty()) {
            throw item.missing("call_id", "the id of the call that it is the result of");
        }
        addResult(item, id, "output");
    }

    private void addResult(Fields item, String id, String field) {
        List<Part> parts = parts(item, field, output(item.take(field)), false);
        messages.add(Message.toolResult(id, names.getOrDefault(id, ""), parts));
    }

    /** What a tool gave, as a text where it is neither that nor a list of parts. */
    private static Object output(@Nullable Object output) {
        return switch (output) {
            case null -> "";
            case String text -> text;
            case List<?> parts -> parts;
            default -> json(output);
        };
    }

    private static String json(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private void endTurn() {
        if (said.isEmpty() && calls.isEmpty()) {
            return;
        }
        messages.add(new Message(Role.ASSISTANT, List.copyOf(said), List.copyOf(calls), Map.of()));
        said.clear();
        calls.clear();
    }

    private static List<Part> parts(Fields item, String field, @Nullable Object content, boolean bare) {
        if (content instanceof String text) {
            return List.of(new Part.Text(text, true, Map.of()));
        }
        if (!(content instanceof List<?> list)) {
            throw content == null ? item.missing(field, TEXT_OR_PARTS) : item.wrong(field, TEXT_OR_PARTS, content);
        }
        List<Part> parts = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            String place = field + '[' + i + ']';
            if (list.get(i) instanceof String text) {
                parts.add(new Part.Text(text, bare || list.size() == 1, Map.of()));
                continue;
            }
            if (!(list.get(i) instanceof Map<?, ?> part)) {
                throw item.wrong(place, "an object with a type", list.get(i));
            }
            parts.add(part(item.part(place, part), bare || list.size() == 1));
        }
        return parts;
    }

    private static Part part(Fields part, boolean bare) {
        Object type = part.peek("type");
        return switch (type instanceof String word ? word : "") {
            case "input_text", "output_text", "text" -> new Part.Text(part.text("text"), bare, Map.of());
            case "refusal" -> new Part.Refusal(part.text("refusal"), true);
            case "input_image", "image_url" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> new Part.Other(part.rest());
            default -> new Part.Other(part.rest());
        };
    }

    private static Part image(Fields part) {
        refuseStored(part);
        // Chat has the address in an object.
        Fields image = part.peek("image_url") instanceof Map ? part.object("image_url") : null;
        String url = image == null ? part.text("image_url") : image.text("url");
        if (url.isEmpty()) {
            throw part.missing("image_url", "the image's address or a data: URL");
        }
        String detail = image == null ? part.text("detail") : image.text("detail");
        return new Part.Image(url, detail.isEmpty() ? null : detail, Map.of());
    }

    /** In the words of OpenAI's chat, which all dialects know. */
    private static Part file(Fields part) {
        refuseStored(part);
        String name = part.peek("filename") instanceof String text ? text : "";
        if (part.peek("file_data") instanceof String data && !data.isEmpty()) {
            return FileParts.ofData(name, data);
        }
        if (part.peek("file_url") instanceof String url && !url.isEmpty()) {
            return FileParts.ofAddress(name, url);
        }
        throw part.missing("file_data", "the file itself as a data: URL, or in 'file_url' its address");
    }

    private static void refuseStored(Fields part) {
        if (part.has("file_id")) {
            throw new MalformedException(
                    "'" + part.at("file_id") + "' names a file that is stored at OpenAI; send the file itself as data",
                    part.at("file_id"));
        }
    }
}
