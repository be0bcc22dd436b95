package io.serai.dialect.anthropic;

import io.serai.chat.ChatRequest;
import io.serai.chat.Original;
import io.serai.chat.Part;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sees of a model's thoughts: all of them if it asked for thinking, their signatures if it asked for no text, and otherwise
 * nothing, as it may have no case for such a block. Requests of other dialects see all.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking#controlling-thinking-display">Thinking display</a>
 */
enum ShownThoughts {
    ALL,
    SIGNATURES,
    NONE;

    static ShownThoughts of(ChatRequest request) {
        if (!request.dialect().equals(AnthropicServer.NAME)) {
            return ALL;
        }
        Original original = request.originalIn(AnthropicServer.NAME);
        if (original == null) {
            Object effort = request.parameters().get("reasoning_effort");
            boolean asked =
                    request.parameters().containsKey("reasoning_budget") || (effort != null && !effort.equals("none"));
            return asked ? ALL : NONE;
        }
        if (!(original.tree().get("thinking") instanceof Map<?, ?> thinking)
                || "disabled".equals(thinking.get("type"))) {
            return NONE;
        }
        return "omitted".equals(thinking.get("display")) ? SIGNATURES : ALL;
    }

    /** The part as the client sees it; null if it does not. */
    @Nullable
    Part of(Part part) {
        if (this == ALL || !(part instanceof Part.Reasoning thoughts)) {
            return part;
        }
        return this == NONE || thoughts.signature() == null
                ? null
                : new Part.Reasoning("", thoughts.field(), thoughts.signature());
    }
}
