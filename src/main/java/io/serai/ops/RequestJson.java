package io.serai.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.Attempt;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One request as one JSON object, for programs; with its messages and its answer where prompts are logged. */
final class RequestJson {

    private RequestJson() {}

    static String of(RequestEntry entry) {
        return new String(Json.write(json -> write(json, entry)), StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, RequestEntry entry) throws IOException {
        json.writeStartObject();
        json.writeStringField("time", entry.at().toString());
        json.writeStringField("id", entry.id());
        json.writeStringField("ingress", entry.origin().ingress());
        json.writeStringField("dialect", entry.origin().dialect());
        json.writeNumberField("status", entry.status());
        text(json, "error", entry.error());
        text(json, "key", entry.key());
        text(json, "user", entry.user());
        text(json, "task", entry.task());
        text(json, "model", entry.model());
        text(json, "target", entry.target());
        text(json, "cache", entry.model().isEmpty() ? "" : entry.cache());
        json.writeArrayFieldStart("attempts");
        for (Attempt attempt : entry.attempts()) {
            json.writeStartObject();
            json.writeStringField("target", attempt.target());
            json.writeStringField("outcome", attempt.outcome());
            millis(json, "ms", attempt.nanos());
            json.writeEndObject();
        }
        json.writeEndArray();
        Usage usage = entry.usage();
        if (usage != null) {
            json.writeNumberField("tokensIn", usage.inputTokens());
            json.writeNumberField("tokensOut", usage.outputTokens());
        }
        millis(json, "ms", entry.totalNanos());
        if (entry.firstNanos() > 0) {
            millis(json, "msToFirst", entry.firstNanos());
        }
        said(json, entry);
        json.writeEndObject();
    }

    private static void said(JsonGenerator json, RequestEntry entry) throws IOException {
        if (entry.request() instanceof ChatRequest chat) {
            json.writeArrayFieldStart("messages");
            for (Message message : chat.messages()) {
                message(json, message);
            }
            json.writeEndArray();
        } else if (entry.request() instanceof EmbeddingRequest embedding) {
            json.writeArrayFieldStart("input");
            for (Object input : embedding.input()) {
                json.writeString(input.toString());
            }
            json.writeEndArray();
        }
        if (entry.answer() instanceof ChatResponse answer && !answer.choices().isEmpty()) {
            json.writeFieldName("answer");
            message(json, answer.choices().getFirst().message());
        }
    }

    private static void message(JsonGenerator json, Message message) throws IOException {
        json.writeStartObject();
        json.writeStringField("role", message.role().name().toLowerCase(Locale.ROOT));
        text(json, "reasoning", message.reasoning());
        json.writeStringField("text", message.text());
        for (Part part : message.parts()) {
            if (part instanceof Part.Refusal refusal) {
                json.writeStringField("refusal", refusal.text());
            }
        }
        if (message.parts().stream().anyMatch(part -> part instanceof Part.Image || part instanceof Part.Other)) {
            json.writeBooleanField("more", true);
        }
        if (!message.toolCalls().isEmpty()) {
            json.writeArrayFieldStart("toolCalls");
            for (ToolCall call : message.toolCalls()) {
                json.writeStartObject();
                json.writeStringField("name", call.name());
                json.writeStringField("arguments", call.arguments());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    private static void millis(JsonGenerator json, String name, long nanos) throws IOException {
        json.writeNumberField(name, Math.round(nanos / 1e4) / 100.0);
    }
}
