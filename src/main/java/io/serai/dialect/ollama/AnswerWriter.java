package io.serai.dialect.ollama;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.Sound;
import io.serai.dialect.ToolArguments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Canonical answers to Ollama's form, of which there are two: the answer to messages is a message, that to a prompt a text.
 *
 * @param dialect whose form it is
 */
record AnswerWriter(String dialect) {
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), List.of(), Map.of());

    Map<String, Object> whole(ChatResponse answer, ChatRequest request) {
        Original original = answer.originalIn(dialect);
        if (original != null) {
            return original.tree();
        }
        Choice choice = answer.choices().isEmpty()
                ? new Choice(0, NOTHING, FinishReason.STOP, Map.of())
                : answer.choices().getFirst();
        Map<String, Object> fields = said(model(answer.model(), request), choice.message(), true);
        fields.put(
                "done_reason",
                reason(choice.finishReason() == null ? FinishReason.STOP : choice.finishReason(), request));
        fields.putAll(Metrics.write(answer.usage(), 0, 0));
        return fields;
    }

    /** What a model says, or adds to what it said. */
    Map<String, Object> said(String model, Message told, boolean done) {
        Message message = Sound.inWords(told, done);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", model);
        fields.put("created_at", Instant.now().toString());
        Map<String, Object> said = fields;
        if (dialect.equals(OllamaServer.NAME)) {
            said = new LinkedHashMap<>();
            said.put("role", "assistant");
            said.put("content", message.lines());
            fields.put("message", said);
        } else {
            said.put("response", message.lines());
        }
        String thinking = message.reasoning();
        if (!thinking.isEmpty()) {
            said.put("thinking", thinking);
        }
        List<String> images = images(message);
        if (!images.isEmpty()) {
            said.put("images", images);
        }
        if (!message.toolCalls().isEmpty()) {
            said.put("tool_calls", calls(message.toolCalls()));
        }
        fields.put("done", done);
        return fields;
    }

    static String model(String answered, ChatRequest request) {
        return answered.isEmpty() ? request.model() : answered;
    }

    /** A request without messages has loaded a model, or unloaded it. */
    static String reason(FinishReason reason, ChatRequest request) {
        if (!request.messages().isEmpty()) {
            return FinishReasons.word(reason);
        }
        Original asked = request.original();
        return asked != null && KeepAlive.unloads(asked.tree()) ? "unload" : "load";
    }

    private static List<String> images(Message message) {
        List<String> images = new ArrayList<>(0);
        for (Part part : message.parts()) {
            String base64 = part instanceof Part.Image image ? Images.base64(image) : null;
            if (base64 != null) {
                images.add(base64);
            }
        }
        return images;
    }

    /** Calls as Ollama has them; its newer versions give ids, which older clients pass over. */
    static List<Object> calls(List<ToolCall> calls) {
        List<Object> list = new ArrayList<>(calls.size());
        for (ToolCall call : calls) {
            Map<String, Object> function = new LinkedHashMap<>();
            function.put("index", list.size());
            function.put("name", call.name());
            function.put("arguments", ToolArguments.object(call.arguments()));
            Map<String, Object> fields = new LinkedHashMap<>();
            if (!call.id().isEmpty()) {
                fields.put("id", call.id());
            }
            fields.put("function", function);
            list.add(fields);
        }
        return list;
    }
}
