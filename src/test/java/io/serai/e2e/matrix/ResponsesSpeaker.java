package io.serai.e2e.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An application that asks for OpenAI's responses. */
final class ResponsesSpeaker implements Speaker {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String name() {
        return "responses";
    }

    @Override
    public Set<Topic> topics() {
        return EnumSet.allOf(Topic.class);
    }

    @Override
    public Inbound ask(ChatRequest request) {
        List<Object> input = new ArrayList<>();
        request.messages().forEach(message -> addItems(input, message));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", request.model());
        body.put("input", input);
        body.put("stream", request.stream());
        body.put("tools", request.tools().stream().map(ResponsesSpeaker::tool).toList());
        return new Inbound("/v1/responses", Map.of(), Map.of(), Json.write(body));
    }

    private static Map<String, Object> tool(Tool tool) {
        return Map.of(
                "type",
                "function",
                "name",
                tool.name(),
                "parameters",
                tool.parameters() == null ? Map.of() : tool.parameters());
    }

    private static void addItems(List<Object> input, Message message) {
        if (message.role() == Role.TOOL) {
            input.add(
                    Map.of("type", "function_call_output", "call_id", message.toolCallId(), "output", message.text()));
            return;
        }
        if (!message.parts().isEmpty()) {
            boolean said = message.role() == Role.ASSISTANT;
            List<Object> content = new ArrayList<>();
            for (Part part : message.parts()) {
                if (part instanceof Part.Text text) {
                    content.add(Map.of("type", said ? "output_text" : "input_text", "text", text.text()));
                } else if (part instanceof Part.Image image) {
                    content.add(Map.of("type", "input_image", "image_url", image.url()));
                }
            }
            input.add(Map.of("role", message.role().name().toLowerCase(Locale.ROOT), "content", content));
        }
        for (ToolCall call : message.toolCalls()) {
            input.add(Map.of(
                    "type", "function_call", "call_id", call.id(), "name", call.name(), "arguments", call.arguments()));
        }
    }

    @Override
    public ChatResponse read(byte[] answer) throws IOException {
        String text = new String(answer, StandardCharsets.UTF_8);
        return text.startsWith("{")
                ? response(MAPPER.readTree(text))
                : response(MAPPER.readTree(text.substring(text.lastIndexOf("\ndata: ") + "\ndata: ".length()))
                        .path("response"));
    }

    private static ChatResponse response(JsonNode response) {
        List<Part> parts = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode item : response.path("output")) {
            if (item.path("type").asText().equals("function_call")) {
                calls.add(new ToolCall(
                        -1,
                        item.path("call_id").asText(),
                        item.path("name").asText(),
                        item.path("arguments").asText(),
                        Map.of()));
            }
            item.path("content")
                    .forEach(part -> parts.add(new Part.Text(part.path("text").asText(), true, Map.of())));
        }
        FinishReason reason = !response.path("status").asText().equals("completed")
                ? FinishReason.LENGTH
                : calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
        JsonNode usage = response.path("usage");
        Message said = new Message(Role.ASSISTANT, parts, calls, Map.of());
        return new ChatResponse(
                response.path("id").asText(),
                0,
                "",
                List.of(new Choice(0, said, reason, Map.of())),
                usage.isObject()
                        ? Usage.of(
                                usage.path("input_tokens").asLong(),
                                usage.path("output_tokens").asLong())
                        : null,
                Map.of());
    }

    @Override
    public VendorErrorException readError(int status, byte[] answer) {
        return ServerOnly.openAi().readError(status, Map.of(), answer);
    }
}
