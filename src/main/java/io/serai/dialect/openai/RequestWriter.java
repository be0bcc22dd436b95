package io.serai.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.Json;
import io.serai.embedding.EmbeddingRequest;
import java.io.IOException;
import java.util.Locale;

/** Canonical requests to OpenAI's form. */
final class RequestWriter {

    private RequestWriter() {}

    static void chat(JsonGenerator json, ChatRequest request) throws IOException {
        json.writeStartObject();
        json.writeStringField("model", request.model());
        json.writeArrayFieldStart("messages");
        for (Message message : request.messages()) {
            json.writeStartObject();
            Messages.write(json, message, name(message.role()), false);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (request.stream()) {
            json.writeBooleanField("stream", true);
        }
        if (!request.tools().isEmpty()) {
            json.writeArrayFieldStart("tools");
            for (Tool tool : request.tools()) {
                tool(json, tool);
            }
            json.writeEndArray();
        }
        Json.fields(json, request.parameters());
        json.writeEndObject();
    }

    static void embedding(JsonGenerator json, EmbeddingRequest request) throws IOException {
        json.writeStartObject();
        json.writeStringField("model", request.model());
        json.writeFieldName("input");
        Json.value(json, request.input().size() == 1 ? request.input().getFirst() : request.input());
        Json.fields(json, request.parameters());
        json.writeEndObject();
    }

    private static void tool(JsonGenerator json, Tool tool) throws IOException {
        json.writeStartObject();
        if (tool.name().isEmpty()) {
            Json.fields(json, tool.extras());
            json.writeEndObject();
            return;
        }
        json.writeStringField("type", "function");
        json.writeObjectFieldStart("function");
        json.writeStringField("name", tool.name());
        if (!tool.description().isEmpty()) {
            json.writeStringField("description", tool.description());
        }
        if (tool.parameters() != null) {
            json.writeFieldName("parameters");
            Json.value(json, tool.parameters());
        }
        Messages.writeRest(json, tool.extras(), "function");
        json.writeEndObject();
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
