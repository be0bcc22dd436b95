package io.serai.dialect.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Usage;
import io.serai.dialect.Json;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Canonical answers, whole or in pieces, to OpenAI's form. */
final class AnswerWriter {

    private AnswerWriter() {}

    static String name(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    static void whole(JsonGenerator json, ChatResponse answer) throws IOException {
        json.writeStartObject();
        head(
                json,
                answer.id().isEmpty() ? Ids.next() : answer.id(),
                "chat.completion",
                answer.created(),
                answer.model());
        json.writeArrayFieldStart("choices");
        for (Choice choice : answer.choices()) {
            json.writeStartObject();
            json.writeNumberField("index", choice.index());
            json.writeObjectFieldStart("message");
            Message message = choice.message();
            Messages.write(json, message, "assistant", false);
            boolean silent = message.parts().stream().allMatch(AnswerWriter::isAside);
            if (silent && !message.extras().containsKey("content")) {
                json.writeNullField("content");
            }
            if (message.parts().stream().noneMatch(Part.Refusal.class::isInstance)
                    && !message.extras().containsKey("refusal")) {
                json.writeNullField("refusal");
            }
            json.writeEndObject();
            if (!choice.extras().containsKey("logprobs")) {
                json.writeNullField("logprobs");
            }
            finish(json, choice.finishReason() == null ? FinishReason.STOP : choice.finishReason());
            Json.fields(json, choice.extras());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (answer.usage() != null) {
            usage(json, answer.usage());
        }
        Json.fields(json, answer.extras());
        json.writeEndObject();
    }

    /** @param role the role to tell, in the first piece of a choice, or null */
    static void pieceChoice(JsonGenerator json, Choice choice, @Nullable String role) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", choice.index());
        json.writeObjectFieldStart("delta");
        Messages.write(json, choice.message(), role, true);
        json.writeEndObject();
        finish(json, choice.finishReason());
        Json.fields(json, choice.extras());
        json.writeEndObject();
    }

    static void head(JsonGenerator json, String id, String object, long created, String model) throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("object", object);
        json.writeNumberField("created", created);
        json.writeStringField("model", model);
    }

    static void usage(JsonGenerator json, Usage usage) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", usage.inputTokens());
        json.writeNumberField("completion_tokens", usage.outputTokens());
        if (!usage.extras().containsKey("total_tokens")) {
            json.writeNumberField("total_tokens", usage.inputTokens() + usage.outputTokens());
        }
        detail(json, usage, "prompt_tokens_details", "cached_tokens", usage.cachedTokens());
        detail(json, usage, "completion_tokens_details", "reasoning_tokens", usage.reasoningTokens());
        Json.fields(json, usage.extras());
        json.writeEndObject();
    }

    private static void detail(JsonGenerator json, Usage usage, String object, String name, long value)
            throws IOException {
        if (value != Usage.UNKNOWN && !usage.extras().containsKey(object)) {
            json.writeObjectFieldStart(object);
            json.writeNumberField(name, value);
            json.writeEndObject();
        }
    }

    private static boolean isAside(Part part) {
        return part instanceof Part.Reasoning || (part instanceof Part.Refusal refusal && refusal.bare());
    }

    private static void finish(JsonGenerator json, @Nullable FinishReason reason) throws IOException {
        if (reason == null) {
            json.writeNullField("finish_reason");
        } else {
            json.writeStringField("finish_reason", name(reason));
        }
    }
}
