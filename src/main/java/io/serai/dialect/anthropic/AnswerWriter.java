package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.dialect.Citations;
import io.serai.dialect.Signatures;
import io.serai.dialect.Sound;
import io.serai.dialect.TokenEstimate;
import io.serai.dialect.ToolArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Canonical answers to Anthropic's form; the pieces of a stream are written by {@link AnthropicEvents}. */
final class AnswerWriter {
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), List.of(), Map.of());

    private AnswerWriter() {}

    static Map<String, Object> whole(ChatResponse answer, ChatRequest request) {
        Original original = answer.originalIn(AnthropicServer.NAME);
        if (original != null) {
            return original.tree();
        }
        Choice choice = answer.choices().isEmpty() ? null : answer.choices().getFirst();
        Message message = choice == null ? NOTHING : Sound.inWords(choice.message(), true);
        FinishReason reason = choice == null ? null : choice.finishReason();
        Map<String, Object> fields = head(answer.id(), answer.model());
        fields.put("content", content(message, ShownThoughts.of(request)));
        fields.put(
                "stop_reason", FinishReasons.word(reason, !message.toolCalls().isEmpty()));
        fields.put("stop_sequence", null);
        String met = choice == null ? null : StopSequence.met(choice, request);
        if (met != null) {
            fields.put("stop_reason", StopSequence.REASON);
            fields.put("stop_sequence", met);
        }
        fields.put("stop_details", null);
        fields.put("usage", Usages.write(answer.usage(), request, answer.usage() == null ? tokens(message) : 0));
        return fields;
    }

    /** The tokens of what was said, as estimated. */
    static double tokens(Message said) {
        double tokens = TokenEstimate.atMost(said.distinctParts());
        for (ToolCall call : said.toolCalls()) {
            tokens += TokenEstimate.atMost(call.arguments());
        }
        return tokens;
    }

    /** What stands at the beginning of an answer, whole or streamed. */
    static Map<String, Object> head(String id, String model) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id.isEmpty() ? Ids.answer() : id);
        fields.put("type", "message");
        fields.put("role", "assistant");
        fields.put("model", model);
        return fields;
    }

    private static List<Object> content(Message message, ShownThoughts shown) {
        List<Object> blocks =
                new ArrayList<>(message.parts().size() + message.toolCalls().size());
        for (Part said : message.distinctParts()) {
            switch (shown.of(said)) {
                case null -> {}
                case Part.Text text when !text.text().isEmpty() -> blocks.add(text(text.text()));
                case Part.Refusal refusal when !refusal.text().isEmpty() -> blocks.add(text(refusal.text()));
                case Part.Reasoning thoughts
                when !thoughts.text().isEmpty() || thoughts.signature() != null ->
                    blocks.add(thoughts(thoughts.text(), thoughts.signature()));
                case Part.Image image -> blocks.add(Blocks.image(image.url()));
                // Kinds of parts that only other vendors' clients know.
                case Part.Text empty -> {}
                case Part.Refusal empty -> {}
                case Part.Reasoning empty -> {}
                case Part.Other other -> {}
            }
        }
        cite(blocks, message);
        for (ToolCall call : message.toolCalls()) {
            Map<String, Object> block = calledTool(call.id(), call.name());
            block.put("input", ToolArguments.object(call.arguments()));
            blocks.add(block);
        }
        return blocks;
    }

    /** The last text has what the message cites. */
    private static void cite(List<Object> blocks, Message message) {
        List<Object> citations = new ArrayList<>(0);
        Citations.read(message.extras()).forEach(page -> citations.add(citation(page)));
        if (citations.isEmpty()) {
            return;
        }
        for (Object block : blocks.reversed()) {
            if (block instanceof Map<?, ?> map && "text".equals(map.get("type"))) {
                View.of(map, "").fields().put("citations", citations);
                return;
            }
        }
    }

    static Map<String, Object> citation(Map<?, ?> page) {
        Map<String, Object> citation = new LinkedHashMap<>();
        citation.put("type", "web_search_result_location");
        citation.put("url", Citations.text(page, "url"));
        citation.put("title", Citations.text(page, "title"));
        citation.put("cited_text", "");
        citation.put("encrypted_index", "");
        return citation;
    }

    static Map<String, Object> text(String text) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "text");
        block.put("text", text);
        return block;
    }

    static Map<String, Object> thoughts(String text, @Nullable Signature signature) {
        Map<String, Object> block = new LinkedHashMap<>();
        if (signature != null && signature.redacted()) {
            block.put("type", "redacted_thinking");
            block.put("data", Signatures.write(signature, AnthropicServer.NAME));
            return block;
        }
        block.put("type", "thinking");
        block.put("thinking", text);
        block.put("signature", signature == null ? "" : Signatures.write(signature, AnthropicServer.NAME));
        return block;
    }

    /** A call as an answer has it, which says that the model itself and no tool has called. */
    static Map<String, Object> calledTool(String id, String name) {
        Map<String, Object> block = toolUse(id, name);
        block.put("caller", Map.of("type", "direct"));
        return block;
    }

    static Map<String, Object> toolUse(String id, String name) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "tool_use");
        block.put("id", id.isEmpty() ? Ids.toolCall() : id);
        block.put("name", name);
        return block;
    }
}
