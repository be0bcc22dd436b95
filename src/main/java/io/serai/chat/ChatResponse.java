package io.serai.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer, or a piece of one that comes as a stream: the same shape, so that one mapper serves both.
 *
 * @param id the vendor's id of the answer
 * @param created when it was made, in seconds since 1970
 * @param model the model that answered, in the vendor's words
 * @param usage what it cost; null if not told (yet)
 * @param extras fields that Serai does not know, in OpenAI's words
 * @param original what it was read from, where its dialect's own words say more than this record; null where they do not. A piece with
 *     nothing but this is news for clients of that dialect only
 */
public record ChatResponse(
        String id,
        long created,
        String model,
        List<Choice> choices,
        @Nullable Usage usage,
        Map<String, Object> extras,
        @Nullable Original original)
        implements Answer {

    /** An answer or a piece of which this record says all. */
    public ChatResponse(
            String id,
            long created,
            String model,
            List<Choice> choices,
            @Nullable Usage usage,
            Map<String, Object> extras) {
        this(id, created, model, choices, usage, extras, null);
    }

    /** The same, said to be from a model if it does not say from which. */
    public ChatResponse orFrom(String name) {
        return model.isEmpty() ? new ChatResponse(id, created, name, choices, usage, extras, original) : this;
    }

    /** The same with other choices. */
    public ChatResponse withChoices(List<Choice> others) {
        return new ChatResponse(id, created, model, others, usage, extras, original);
    }

    /** What it was read from, if that was in the given dialect. */
    public @Nullable Original originalIn(String name) {
        return original != null && original.dialect().equals(name) ? original : null;
    }

    /** Whether it says nothing that clients of other dialects than the original's could be told. */
    public boolean isEmpty() {
        return choices.isEmpty() && usage == null && extras.isEmpty();
    }

    /** The text of the first choice. */
    public String text() {
        return choices.isEmpty() ? "" : choices.getFirst().message().text();
    }

    /**
     * Whether a client could use it: some choice says something, or stopped for a reason that explains why it does not. To wait for the
     * results of calls that are not there explains nothing, and an agent would ask again without end.
     */
    public boolean isUseful() {
        for (Choice choice : choices) {
            FinishReason reason = choice.finishReason();
            boolean explained = reason != null && reason != FinishReason.STOP && reason != FinishReason.TOOL_CALLS;
            if (choice.message().saysSomething() || explained) {
                return true;
            }
        }
        return false;
    }
}
