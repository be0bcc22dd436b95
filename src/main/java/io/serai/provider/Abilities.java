package io.serai.provider;

import io.serai.catalog.Capability;
import io.serai.catalog.Model;
import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Request;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import org.jspecify.annotations.Nullable;

/** Compares a request's needs with the catalogue's entry of a model. A model without an entry is asked. */
public final class Abilities {
    /** So many characters or more of any writing make a token, runs of spaces aside; what is estimated so is never too much. */
    private static final int LONGEST_TOKEN = 6;

    private Abilities() {}

    /** How many tokens a target reads; 0 if nobody knows. */
    public static int context(@Nullable Provider provider, Target target) {
        Model model = provider == null
                ? null
                : provider.vendor().model(target.model()).orElse(null);
        return model == null || model.context() == Model.UNKNOWN ? 0 : model.context();
    }

    /**
     * Why the target cannot do what is asked for; null if nothing is known to be missing.
     *
     * @param tooLongFor the longest context for which the request was too long already; 0 if for none
     */
    static @Nullable UnavailableException lacking(Provider provider, Target target, Request request, int tooLongFor) {
        Model model = provider.vendor().model(target.model()).orElse(null);
        if (model == null) {
            return null;
        }
        if (model.context() != Model.UNKNOWN && model.context() <= tooLongFor) {
            return UnavailableException.tooLong(
                    target + " reads no more than " + model.context() + " tokens, and that was not enough elsewhere");
        }
        if (request instanceof ChatRequest chat && model.context() != Model.UNKNOWN && exceeds(chat, model.context())) {
            return UnavailableException.tooLong(
                    target + " reads no more than " + model.context() + " tokens, and this request has more");
        }
        String missing = missing(model, request);
        return missing == null ? null : UnavailableException.unable(target + " cannot do this: it " + missing);
    }

    private static @Nullable String missing(Model model, Request request) {
        return switch (request) {
            case ChatRequest chat -> missing(model, chat);
            case EmbeddingRequest embedding ->
                model.can().isEmpty() || model.can(Capability.EMBEDDING) ? null : "makes no embeddings";
        };
    }

    private static @Nullable String missing(Model model, ChatRequest chat) {
        if (!model.can().isEmpty()) {
            if (model.can(Capability.EMBEDDING)) {
                return "makes embeddings and does not chat";
            }
            boolean calls = model.can(Capability.TOOLS) || model.can(Capability.TOOLS_UNTHINKING);
            if (!calls && chat.tools().stream().map(Tool::name).anyMatch(tool -> !tool.isEmpty())) {
                return "calls no tools";
            }
            if (!model.can(Capability.VISION) && chat.hasImages()) {
                return "reads no images";
            }
        }
        return null;
    }

    /** Whether even the lowest estimate is above the model's context. */
    private static boolean exceeds(ChatRequest chat, int context) {
        long least = (long) context * LONGEST_TOKEN;
        long length = 0;
        for (Message message : chat.messages()) {
            for (Part part : message.parts()) {
                length += text(part).length();
            }
            for (ToolCall call : message.toolCalls()) {
                length += call.arguments().length();
            }
        }
        return length > least && dense(chat) > least;
    }

    private static long dense(ChatRequest chat) {
        long count = 0;
        for (Message message : chat.messages()) {
            for (Part part : message.parts()) {
                count += dense(text(part));
            }
            for (ToolCall call : message.toolCalls()) {
                count += dense(call.arguments());
            }
        }
        return count;
    }

    /** How long a text is when every character that is repeated counts once. */
    private static long dense(String text) {
        long count = 0;
        char last = 0;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            count += next == last ? 0 : 1;
            last = next;
        }
        return count;
    }

    private static String text(Part part) {
        return part instanceof Part.Text text ? text.text() : "";
    }
}
