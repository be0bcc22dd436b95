package io.serai.e2e.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.Dialects;
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
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Applications that speak dialects which Serai does not speak to vendors. They are written from the vendors' documents. */
final class ServerOnly {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ServerOnly() {}

    static List<Speaker> speakers() {
        return Stream.<Speaker>of(new Responses(), new Completions(), new Generate())
                .filter(speaker -> Dialects.SERVERS.stream()
                        .anyMatch(dialect -> dialect.name().equals(speaker.name())))
                .toList();
    }

    private static Inbound inbound(String path, JsonNode body) {
        return new Inbound(path, Map.of(), Map.of(), body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ChatResponse answer(String text, List<ToolCall> calls, FinishReason reason, Usage usage) {
        List<Part> parts = text.isEmpty() ? List.of() : List.of(new Part.Text(text, true, Map.of()));
        Choice choice = new Choice(0, new Message(Role.ASSISTANT, parts, calls, Map.of()), reason, Map.of());
        return new ChatResponse("", 0, "", List.of(choice), usage, Map.of());
    }

    private static VendorErrorException error(int status, JsonNode message) {
        return new VendorErrorException(status, "", message.asText(), null, null);
    }

    private static String prompt(ChatRequest request) {
        return request.messages().stream().map(Message::text).collect(Collectors.joining("\n"));
    }

    /** The data of server-sent events, without the end mark. */
    private static List<JsonNode> events(byte[] stream) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : new String(stream, StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith("data: ") && !line.equals("data: [DONE]")) {
                events.add(JSON.readTree(line.substring(6)));
            }
        }
        return events;
    }

    private static boolean isStream(byte[] answer) {
        return answer.length > 0 && answer[0] != '{';
    }

    /** @see <a href="https://platform.openai.com/docs/api-reference/responses">OpenAI's responses</a> */
    private static final class Responses implements Speaker {

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
            ObjectNode body = JSON.createObjectNode();
            body.put("model", request.model()).put("stream", request.stream()).put("max_output_tokens", 100);
            ArrayNode input = body.putArray("input");
            for (Message message : request.messages()) {
                add(input, message);
            }
            for (Tool tool : request.tools()) {
                body.withArray("tools")
                        .addObject()
                        .put("type", "function")
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .set("parameters", JSON.valueToTree(tool.parameters()));
            }
            return inbound("/v1/responses", body);
        }

        private static void add(ArrayNode input, Message message) {
            switch (message.role()) {
                case SYSTEM, DEVELOPER ->
                    input.addObject().put("role", "developer").put("content", message.text());
                case USER -> {
                    ArrayNode content = input.addObject().put("role", "user").putArray("content");
                    for (Part part : message.parts()) {
                        if (part instanceof Part.Image image) {
                            content.addObject().put("type", "input_image").put("image_url", image.url());
                        } else if (part instanceof Part.Text text) {
                            content.addObject().put("type", "input_text").put("text", text.text());
                        }
                    }
                }
                case ASSISTANT ->
                    message.toolCalls()
                            .forEach(call -> input.addObject()
                                    .put("type", "function_call")
                                    .put("call_id", call.id())
                                    .put("name", call.name())
                                    .put("arguments", call.arguments()));
                case TOOL ->
                    input.addObject()
                            .put("type", "function_call_output")
                            .put("call_id", message.toolCallId())
                            .put("output", message.text());
            }
        }

        @Override
        public ChatResponse read(byte[] answer) throws IOException {
            if (!isStream(answer)) {
                return whole(JSON.readTree(answer));
            }
            List<JsonNode> events = events(answer);
            StringBuilder text = new StringBuilder();
            int number = 0;
            for (JsonNode event : events) {
                if (event.path("sequence_number").asInt(-1) != number++) {
                    throw new AssertionError("event " + number + " is out of order: " + event);
                }
                if (event.path("type").asText().equals("response.output_text.delta")) {
                    text.append(event.path("delta").asText());
                }
            }
            ChatResponse whole = whole(events.getLast().path("response"));
            if (!whole.text().contentEquals(text)) {
                throw new AssertionError("the deltas say '" + text + "', the end '" + whole.text() + "'");
            }
            return whole;
        }

        private static ChatResponse whole(JsonNode response) {
            StringBuilder text = new StringBuilder();
            List<ToolCall> calls = new ArrayList<>();
            for (JsonNode item : response.path("output")) {
                item.path("content")
                        .forEach(part -> text.append(part.path("text").asText()));
                if (item.path("type").asText().equals("function_call")) {
                    calls.add(new ToolCall(
                            -1,
                            item.path("call_id").asText(),
                            item.path("name").asText(),
                            item.path("arguments").asText(),
                            Map.of()));
                }
            }
            FinishReason reason = !response.path("status").asText().equals("completed")
                    ? FinishReason.LENGTH
                    : calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
            JsonNode usage = response.path("usage");
            return answer(
                    text.toString(),
                    calls,
                    reason,
                    Usage.of(
                            usage.path("input_tokens").asLong(),
                            usage.path("output_tokens").asLong()));
        }

        @Override
        public VendorErrorException readError(int status, byte[] answer) throws IOException {
            return error(status, JSON.readTree(answer).at("/error/message"));
        }
    }

    /** @see <a href="https://platform.openai.com/docs/api-reference/completions">OpenAI's old completions</a> */
    private static final class Completions implements Speaker {

        @Override
        public String name() {
            return "completions";
        }

        @Override
        public Set<Topic> topics() {
            return EnumSet.of(Topic.PLAIN, Topic.STREAM, Topic.ERRORS);
        }

        @Override
        public Inbound ask(ChatRequest request) {
            return inbound(
                    "/v1/completions",
                    JSON.createObjectNode()
                            .put("model", request.model())
                            .put("prompt", prompt(request))
                            .put("stream", request.stream()));
        }

        @Override
        public ChatResponse read(byte[] answer) throws IOException {
            List<JsonNode> events = isStream(answer) ? events(answer) : List.of(JSON.readTree(answer));
            StringBuilder text = new StringBuilder();
            String reason = "";
            for (JsonNode event : events) {
                for (JsonNode choice : event.path("choices")) {
                    text.append(choice.path("text").asText());
                    reason = choice.path("finish_reason").asText(reason);
                }
            }
            return answer(
                    text.toString(),
                    List.of(),
                    reason.equals("stop") ? FinishReason.STOP : FinishReason.LENGTH,
                    Usage.of(11, 7));
        }

        @Override
        public VendorErrorException readError(int status, byte[] answer) throws IOException {
            return error(status, JSON.readTree(answer).at("/error/message"));
        }
    }

    /** @see <a href="https://docs.ollama.com/api/generate">Ollama's generate</a> */
    private static final class Generate implements Speaker {

        @Override
        public String name() {
            return "ollama-generate";
        }

        @Override
        public Set<Topic> topics() {
            return EnumSet.of(Topic.PLAIN, Topic.STREAM, Topic.IMAGES, Topic.ERRORS);
        }

        @Override
        public Inbound ask(ChatRequest request) {
            ObjectNode body = JSON.createObjectNode()
                    .put("model", request.model())
                    .put("prompt", prompt(request))
                    .put("stream", request.stream());
            for (Message message : request.messages()) {
                for (Part part : message.parts()) {
                    if (part instanceof Part.Image image) {
                        body.withArray("images")
                                .add(image.url().substring(image.url().indexOf(',') + 1));
                    }
                }
            }
            return inbound("/api/generate", body);
        }

        @Override
        public ChatResponse read(byte[] answer) throws IOException {
            StringBuilder text = new StringBuilder();
            JsonNode last = JSON.createObjectNode();
            for (String line : new String(answer, StandardCharsets.UTF_8).split("\n")) {
                last = JSON.readTree(line);
                text.append(last.path("response").asText());
            }
            return answer(
                    text.toString(),
                    List.of(),
                    last.path("done").asBoolean()
                                    && last.path("done_reason").asText().equals("stop")
                            ? FinishReason.STOP
                            : FinishReason.LENGTH,
                    Usage.of(
                            last.path("prompt_eval_count").asLong(),
                            last.path("eval_count").asLong()));
        }

        @Override
        public VendorErrorException readError(int status, byte[] answer) throws IOException {
            return error(status, JSON.readTree(answer).path("error"));
        }
    }
}
