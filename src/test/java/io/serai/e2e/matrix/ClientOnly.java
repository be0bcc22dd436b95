package io.serai.e2e.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serai.Dialects;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Inbound;
import io.serai.dialect.ServerDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Vendors that speak dialects which Serai does not speak to applications. They are written from the vendors' documents; their messages are
 * close to OpenAI's, and are read as such.
 */
final class ClientOnly {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClientOnly() {}

    static List<Answerer> answerers() {
        return Stream.<Answerer>of(new DashScope(), new Cohere())
                .filter(answerer -> Dialects.CLIENTS.stream()
                        .anyMatch(dialect -> dialect.name().equals(answerer.name())))
                .toList();
    }

    private static ObjectNode parse(byte[] body) {
        try {
            return (ObjectNode) JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChatRequest asOpenAi(ObjectNode request) {
        ServerDialect openai = Dialects.SERVERS.getFirst();
        return openai.readChat(Inbound.of(bytes(request)));
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void addCalls(ObjectNode message, List<ToolCall> calls) {
        for (ToolCall call : calls) {
            ObjectNode node = message.withArray("tool_calls").addObject().put("type", "function");
            if (call.index() >= 0) {
                node.put("index", call.index());
            }
            node.put("id", call.id());
            ObjectNode function = node.putObject("function").put("arguments", call.arguments());
            if (!call.name().isEmpty()) {
                function.put("name", call.name());
            }
        }
    }

    /** @see <a href="https://help.aliyun.com/zh/model-studio/qwen-api-reference">DashScope's own API</a> */
    private static final class DashScope implements Answerer {

        @Override
        public String name() {
            return "dashscope";
        }

        @Override
        public Set<Topic> topics() {
            return EnumSet.allOf(Topic.class);
        }

        @Override
        public String base() {
            return "/api/v1";
        }

        @Override
        public ChatRequest read(Inbound in) {
            ObjectNode body = parse(in.body());
            JsonNode parameters = body.path("parameters");
            ObjectNode request =
                    JSON.createObjectNode().put("model", body.path("model").asText());
            request.put("stream", "enable".equals(in.headers().get("x-dashscope-sse")));
            boolean pictures = in.path().endsWith("/multimodal-generation/generation");
            if (!pictures && !in.path().endsWith("/text-generation/generation")) {
                throw new IllegalArgumentException("no such path: " + in.path());
            }
            if (request.path("stream").asBoolean()
                    && !parameters.path("incremental_output").asBoolean()) {
                throw new IllegalArgumentException("each chunk would repeat all text");
            }
            if (parameters.has("tools")) {
                request.set("tools", parameters.path("tools"));
            }
            for (JsonNode message : body.at("/input/messages")) {
                request.withArray("messages").add(pictures ? plain((ObjectNode) message) : message);
            }
            return asOpenAi(request);
        }

        private static JsonNode plain(ObjectNode message) {
            ArrayNode parts = JSON.createArrayNode();
            for (JsonNode part : message.path("content")) {
                if (part.has("image")) {
                    parts.addObject()
                            .put("type", "image_url")
                            .putObject("image_url")
                            .put("url", part.path("image").asText());
                } else {
                    parts.addObject()
                            .put("type", "text")
                            .put("text", part.path("text").asText());
                }
            }
            return message.path("content").isArray() ? message.set("content", parts) : message;
        }

        @Override
        public byte[] whole(ChatResponse answer, ChatRequest request) {
            return bytes(output(answer, request.hasImages()));
        }

        @Override
        public List<byte[]> stream(List<ChatResponse> pieces, ChatRequest request) {
            List<byte[]> events = new ArrayList<>();
            for (ChatResponse piece : pieces) {
                if (!piece.choices().isEmpty()) {
                    events.add(bytes("id:" + (events.size() + 1) + "\nevent:result\n:HTTP_STATUS/200\ndata:"
                            + output(piece, request.hasImages()) + "\n\n"));
                }
            }
            return events;
        }

        private static JsonNode output(ChatResponse piece, boolean pictures) {
            ObjectNode body = JSON.createObjectNode().put("request_id", "request-1");
            Choice choice = piece.choices().getFirst();
            ObjectNode node = body.putObject("output").putArray("choices").addObject();
            ObjectNode message = node.putObject("message").put("role", "assistant");
            Message said = choice.message();
            if (pictures) {
                message.putArray("content").addObject().put("text", said.text());
            } else {
                message.put("content", said.text());
            }
            addCalls(message, said.toolCalls());
            node.put(
                    "finish_reason",
                    choice.finishReason() == null
                            ? "null"
                            : choice.finishReason() == FinishReason.TOOL_CALLS ? "tool_calls" : "stop");
            body.putObject("usage")
                    .put("input_tokens", 11)
                    .put("output_tokens", 7)
                    .put("total_tokens", 18);
            return body;
        }

        @Override
        public String streamType() {
            return "text/event-stream;charset=UTF-8";
        }

        @Override
        public byte[] error(ChatException error) {
            return bytes(JSON.createObjectNode()
                    .put("code", "InvalidParameter")
                    .put("message", error.reason())
                    .put("request_id", "request-1"));
        }
    }

    /** @see <a href="https://docs.cohere.com/reference/chat">Cohere's chat</a> */
    private static final class Cohere implements Answerer {

        @Override
        public String name() {
            return "cohere";
        }

        @Override
        public Set<Topic> topics() {
            return EnumSet.allOf(Topic.class);
        }

        @Override
        public String base() {
            return "/v2";
        }

        @Override
        public ChatRequest read(Inbound in) {
            if (!in.path().equals("/v2/chat")) {
                throw new IllegalArgumentException("no such path: " + in.path());
            }
            ObjectNode request = parse(in.body());
            for (JsonNode message : request.path("messages")) {
                for (JsonNode part : message.path("content")) {
                    if (part.path("type").asText().equals("document")) {
                        JsonNode data = part.at("/document/data");
                        ((ObjectNode) part)
                                .put("type", "text")
                                .put("text", data.isTextual() ? data.asText() : data.toString())
                                .remove("document");
                    }
                }
            }
            return asOpenAi(request);
        }

        @Override
        public byte[] whole(ChatResponse answer, ChatRequest request) {
            Choice choice = answer.choices().getFirst();
            ObjectNode body = JSON.createObjectNode().put("id", "answer-1").put("finish_reason", reason(choice));
            ObjectNode message = body.putObject("message").put("role", "assistant");
            if (!choice.message().text().isEmpty()) {
                message.putArray("content")
                        .addObject()
                        .put("type", "text")
                        .put("text", choice.message().text());
            }
            addCalls(message, choice.message().toolCalls());
            body.set("usage", usage(answer.usage()));
            return bytes(body);
        }

        private static String reason(Choice choice) {
            return choice.finishReason() == FinishReason.TOOL_CALLS ? "TOOL_CALL" : "COMPLETE";
        }

        private static JsonNode usage(@Nullable Usage told) {
            Usage usage = told == null ? Usage.of(0, 0) : told;
            ObjectNode node = JSON.createObjectNode();
            ObjectNode tokens = node.putObject("tokens");
            tokens.put("input_tokens", usage.inputTokens()).put("output_tokens", usage.outputTokens());
            return node;
        }

        @Override
        public List<byte[]> stream(List<ChatResponse> pieces, ChatRequest request) {
            List<byte[]> events = new ArrayList<>();
            ObjectNode start = event("message-start").put("id", "answer-1");
            start.putObject("delta").putObject("message").put("role", "assistant");
            events.add(send(start));
            boolean text = false;
            int open = -1;
            String reason = "COMPLETE";
            for (ChatResponse piece : pieces) {
                if (piece.choices().isEmpty()) {
                    continue;
                }
                Choice choice = piece.choices().getFirst();
                if (!choice.message().text().isEmpty()) {
                    if (!text) {
                        ObjectNode begin = event("content-start").put("index", 0);
                        begin.putObject("delta")
                                .putObject("message")
                                .putObject("content")
                                .put("type", "text")
                                .put("text", "");
                        events.add(send(begin));
                        text = true;
                    }
                    ObjectNode delta = event("content-delta").put("index", 0);
                    delta.putObject("delta")
                            .putObject("message")
                            .putObject("content")
                            .put("text", choice.message().text());
                    events.add(send(delta));
                }
                for (ToolCall call : choice.message().toolCalls()) {
                    if (!call.name().isEmpty()) {
                        if (open >= 0) {
                            events.add(send(event("tool-call-end").put("index", open)));
                        }
                        open = call.index();
                        ObjectNode begin = event("tool-call-start").put("index", open);
                        ObjectNode node =
                                begin.putObject("delta").putObject("message").putObject("tool_calls");
                        node.put("id", call.id()).put("type", "function");
                        node.putObject("function").put("name", call.name()).put("arguments", "");
                        events.add(send(begin));
                    } else {
                        ObjectNode delta = event("tool-call-delta").put("index", open);
                        delta.putObject("delta")
                                .putObject("message")
                                .putObject("tool_calls")
                                .putObject("function")
                                .put("arguments", call.arguments());
                        events.add(send(delta));
                    }
                }
                if (choice.finishReason() != null) {
                    reason = reason(choice);
                }
            }
            if (text) {
                events.add(send(event("content-end").put("index", 0)));
            }
            if (open >= 0) {
                events.add(send(event("tool-call-end").put("index", open)));
            }
            ObjectNode end = event("message-end");
            end.putObject("delta").put("finish_reason", reason).set("usage", usage(Usage.of(11, 7)));
            events.add(send(end));
            return events;
        }

        private static ObjectNode event(String type) {
            return JSON.createObjectNode().put("type", type);
        }

        private static byte[] send(ObjectNode event) {
            return bytes("event: " + event.path("type").asText() + "\ndata: " + event + "\n\n");
        }

        @Override
        public String streamType() {
            return "text/event-stream";
        }

        @Override
        public byte[] error(ChatException error) {
            return bytes(JSON.createObjectNode().put("id", "error-1").put("message", error.reason()));
        }
    }
}
