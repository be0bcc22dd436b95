package io.serai.dialect.ollama;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests in Ollama's form to canonical ones. A conversation without messages, or a prompt without text, asks to load a model, or to unload it. */
final class RequestReader {
    private static final String LATEST = ":latest";
    private static final String INPUTS = "text or a list of texts";

    /** The fields of a request for vectors that its canonical form says all of. */
    private static final Set<String> PLAIN_VECTORS = Set.of("model", "name", "input", "dimensions");

    private RequestReader() {}

    static ChatRequest chat(byte[] json) {
        Map<String, Object> tree = Json.parseRequest(json).rest();
        Tree body = new Tree(tree, "");
        MessageReader reader = new MessageReader();
        List<Message> messages =
                body.objects("messages").stream().map(reader::turn).toList();
        return request(OllamaServer.NAME, tree, messages, tools(body));
    }

    /** The older form, that has a prompt in place of messages. */
    static ChatRequest generate(byte[] json) {
        Map<String, Object> tree = Json.parseRequest(json).rest();
        Tree body = new Tree(tree, "");
        List<Message> messages = new ArrayList<>(2);
        String system = body.text("system");
        if (!system.isEmpty()) {
            messages.add(Message.of(Role.SYSTEM, system));
        }
        String prompt = body.text("prompt");
        List<Part.Image> images = MessageReader.images(body);
        if (prompt.isEmpty() && images.isEmpty()) {
            messages.clear();
        } else {
            List<Part> parts = new ArrayList<>();
            parts.add(new Part.Text(prompt, images.isEmpty(), Map.of()));
            parts.addAll(images);
            parts.addAll(ownParts(body));
            messages.add(new Message(Role.USER, parts, List.of(), Map.of()));
        }
        return request(OllamaGenerateServer.NAME, tree, messages, List.of());
    }

    /** What makes another request of a prompt and has no place in a conversation: a target that does not speak Ollama cannot be asked for it. */
    private static List<Part> ownParts(Tree body) {
        List<Part> parts = new ArrayList<>(0);
        if (!body.text("suffix").isEmpty()) {
            parts.add(new Part.Other(Map.of("type", "suffix", "suffix", body.text("suffix"))));
        }
        if (body.truth("raw", false)) {
            parts.add(new Part.Other(Map.of("type", "raw prompt")));
        }
        if (!body.list("context").isEmpty()) {
            parts.add(new Part.Other(Map.of("type", "context", "context", body.list("context"))));
        }
        return parts;
    }

    private static ChatRequest request(
            String dialect, Map<String, Object> tree, List<Message> messages, List<Tool> tools) {
        Tree body = new Tree(tree, "");
        KeepAlive.check(body);
        boolean stream = body.truth("stream", true);
        return new ChatRequest(
                dialect,
                model(body),
                messages,
                tools,
                stream,
                Parameters.read(body, stream),
                Original.of(dialect, tree));
    }

    /** Without a text it asks to load a model, too. */
    static EmbeddingRequest embedding(byte[] json) {
        Map<String, Object> tree = Json.parseRequest(json).rest();
        Tree body = new Tree(tree, "");
        KeepAlive.check(body);
        Original original = body.others(PLAIN_VECTORS).isEmpty() ? null : Original.of(OllamaServer.NAME, tree);
        return new EmbeddingRequest(
                OllamaServer.NAME, model(body), inputs(body), Parameters.readForVectors(body), original);
    }

    private static List<Object> inputs(Tree body) {
        Object input = body.get("input");
        if (input == null || input.equals("")) {
            return List.of();
        }
        if (!(input instanceof String) && !(input instanceof List)) {
            throw body.wrong("input", INPUTS, input);
        }
        return new ArrayList<>(input instanceof String ? List.of(input) : body.texts("input"));
    }

    /** The older form, for one text. */
    static EmbeddingRequest embeddingOfPrompt(byte[] json) {
        Tree body = new Tree(Json.parseRequest(json).rest(), "");
        String prompt = body.text("prompt");
        if (prompt.isEmpty()) {
            throw body.missing("prompt", "text");
        }
        return new EmbeddingRequest(OllamaGenerateServer.NAME, model(body), List.of(prompt), Map.of());
    }

    private static String model(Tree body) {
        String model = plain(body.text("model").isEmpty() ? body.text("name") : body.text("model"));
        return model.isBlank() ? ChatRequest.AUTO : model;
    }

    /** A name without the tag that Ollama adds where there is none. */
    static String plain(String model) {
        return model.endsWith(LATEST) ? model.substring(0, model.length() - LATEST.length()) : model;
    }

    /** A name as Ollama lists it. */
    static String tagged(String model) {
        return model.indexOf(':', model.lastIndexOf('/') + 1) < 0 ? model + LATEST : model;
    }

    private static List<Tool> tools(Tree body) {
        List<Tool> tools = new ArrayList<>();
        for (Tree tool : body.objects("tools")) {
            Tree function = tool.object("function");
            if (function == null
                    && !tool.text("type").equals("function")
                    && !tool.text("type").isEmpty()) {
                tools.add(new Tool("", "", null, copy(tool.fields())));
                continue;
            }
            if (function == null || function.text("name").isEmpty()) {
                throw tool.missing("function.name", "the function's name");
            }
            Tree parameters = function.object("parameters");
            tools.add(new Tool(
                    function.text("name"),
                    function.text("description"),
                    parameters == null ? null : copy(parameters.fields()),
                    Map.of()));
        }
        return tools;
    }

    private static Map<String, Object> copy(Map<?, ?> fields) {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
