package io.serai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a healthy vendor answers to a chat request, whole or as the events of a stream.
 *
 * @param text what the model says; empty if it calls tools
 * @param calls the tools it calls, in parallel
 * @param choices how often it says so
 */
record Completion(String id, String model, String text, List<Call> calls, int choices, int promptTokens) {
    private static final long CREATED = 1_763_683_200L;

    record Call(String id, String name, String arguments) {}

    /** The answer to an OpenAI chat request of a vendor with this name. */
    static Completion to(JsonNode request, String vendor, String id) {
        String asked = Prompt.lastUserText(request);
        List<Call> calls = asked.contains("call tools") ? calls(request.path("tools"), vendor, asked) : List.of();
        String text = calls.isEmpty() ? vendor + " says: " + asked : "";
        int choices = Math.max(1, request.path("n").asInt(1));
        return new Completion(id, request.path("model").asText(), text, calls, choices, Prompt.tokens(request));
    }

    private static List<Call> calls(JsonNode tools, String vendor, String asked) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 2 && !tools.isEmpty(); i++) {
            String name = tools.path(Math.min(i, tools.size() - 1))
                    .at("/function/name")
                    .asText();
            String arguments =
                    Json.object().put("number", i).put("about", asked).toString();
            calls.add(new Call("call_" + vendor + "_" + i, name, arguments));
        }
        return calls;
    }

    String whole() {
        ObjectNode answer = envelope("chat.completion");
        for (int i = 0; i < choices; i++) {
            choice(answer, i, "message", message(), finishReason());
        }
        answer.set("usage", usage());
        return answer.toString();
    }

    List<String> events(boolean withUsage) {
        List<String> events = new ArrayList<>();
        ObjectNode role = Json.object().put("role", "assistant").putNull("refusal");
        add(events, calls.isEmpty() ? role.put("content", "") : role.putNull("content"), null, withUsage);
        deltas().forEach(delta -> add(events, delta, null, withUsage));
        add(events, Json.object(), finishReason(), withUsage);
        if (withUsage) {
            ObjectNode last = chunk();
            last.set("usage", usage());
            events.add(Json.event(last.toString()));
        }
        events.add(Json.event("[DONE]"));
        return events;
    }

    private ObjectNode message() {
        ObjectNode message = Json.object().put("role", "assistant").putNull("refusal");
        if (calls.isEmpty()) {
            return message.put("content", text);
        }
        message.putNull("content").putArray("tool_calls");
        for (Call call : calls) {
            message.withArray("tool_calls").add(function(call.id(), call.name(), call.arguments()));
        }
        return message;
    }

    /** A word each; or of each call in turn its name, then its arguments in three fragments. */
    private List<ObjectNode> deltas() {
        if (calls.isEmpty()) {
            return Prompt.words(text)
                    .map(word -> Json.object().put("content", word))
                    .toList();
        }
        List<ObjectNode> deltas = new ArrayList<>();
        for (Call call : calls) {
            deltas.add(delta(deltas.size(), function(call.id(), call.name(), "")));
        }
        for (int fragment = 0; fragment < 3; fragment++) {
            for (int i = 0; i < calls.size(); i++) {
                ObjectNode piece = Json.object();
                piece.putObject("function").put("arguments", third(calls.get(i).arguments(), fragment));
                deltas.add(delta(i, piece));
            }
        }
        return deltas;
    }

    private static ObjectNode delta(int index, ObjectNode call) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls").add(call.put("index", index));
        return delta;
    }

    private static ObjectNode function(String id, String name, String arguments) {
        ObjectNode call = Json.object().put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        return call;
    }

    /** A third of the characters, counted so that none is torn apart. */
    private static String third(String text, int which) {
        int length = text.codePointCount(0, text.length());
        int from = text.offsetByCodePoints(0, length * which / 3);
        return text.substring(from, text.offsetByCodePoints(0, length * (which + 1) / 3));
    }

    private void add(List<String> events, ObjectNode delta, @Nullable String finishReason, boolean withUsage) {
        for (int i = 0; i < choices; i++) {
            ObjectNode chunk = chunk();
            choice(chunk, i, "delta", delta, finishReason);
            if (withUsage) {
                chunk.putNull("usage");
            }
            events.add(Json.event(chunk.toString()));
        }
    }

    private ObjectNode chunk() {
        return envelope("chat.completion.chunk");
    }

    private ObjectNode envelope(String object) {
        ObjectNode envelope = Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", CREATED)
                .put("model", model);
        envelope.putArray("choices");
        return envelope;
    }

    private static void choice(
            ObjectNode envelope, int index, String part, ObjectNode content, @Nullable String finishReason) {
        ObjectNode choice = envelope.withArray("choices").addObject().put("index", index);
        choice.set(part, content);
        choice.putNull("logprobs").put("finish_reason", finishReason);
    }

    private String finishReason() {
        return calls.isEmpty() ? "stop" : "tool_calls";
    }

    private ObjectNode usage() {
        int completionTokens = deltas().size() * choices;
        return Json.object()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
    }
}
