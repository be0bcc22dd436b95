package io.serai.e2e.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An application that asks for OpenAI's old completions. */
final class CompletionsSpeaker implements Speaker {
    private static final ObjectMapper MAPPER = new ObjectMapper();

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
        return new Inbound(
                "/v1/completions",
                Map.of(),
                Map.of(),
                Json.write(Map.of(
                        "model", request.model(),
                        "prompt", request.messages().getLast().text(),
                        "stream", request.stream())));
    }

    @Override
    public ChatResponse read(byte[] answer) throws IOException {
        StringBuilder text = new StringBuilder();
        FinishReason reason = null;
        for (String line : new String(answer, StandardCharsets.UTF_8).split("\n")) {
            String json = line.startsWith("data: ") ? line.substring("data: ".length()) : line;
            if (!json.startsWith("{")) {
                continue;
            }
            for (JsonNode choice : MAPPER.readTree(json).path("choices")) {
                text.append(choice.path("text").asText());
                reason = choice.path("finish_reason").asText().equals("stop") ? FinishReason.STOP : reason;
            }
        }
        Choice said = new Choice(0, Message.text(Role.ASSISTANT, text.toString()), reason, Map.of());
        return new ChatResponse("", 0, "", List.of(said), null, Map.of());
    }

    @Override
    public VendorErrorException readError(int status, byte[] answer) {
        return ServerOnly.openAi().readError(status, Map.of(), answer);
    }
}
