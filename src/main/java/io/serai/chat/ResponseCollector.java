package io.serai.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Joins the pieces of a streamed answer to a whole one. Not thread-safe. */
public final class ResponseCollector {
    private @Nullable ChatResponse only;
    private int pieces;
    private long weight;
    private String id = "";
    private long created;
    private String model = "";
    private @Nullable Usage usage;
    private final Map<String, Object> extras = new LinkedHashMap<>();
    private final Map<Integer, ChoiceCollector> choices = new TreeMap<>();

    public void add(ChatResponse piece) {
        pieces++;
        only = pieces == 1 ? piece : null;
        weight += (id.isEmpty() ? piece.id().length() : 0)
                + (model.isEmpty() ? piece.model().length() : 0);
        id = id.isEmpty() ? piece.id() : id;
        created = created == 0 ? piece.created() : created;
        model = model.isEmpty() ? piece.model() : model;
        usage = piece.usage() == null ? usage : piece.usage();
        // Fields of the answer as a whole come again, not in pieces.
        weight += Fragments.replace(extras, piece.extras());
        for (Choice choice : piece.choices()) {
            ChoiceCollector joined = choices.get(choice.index());
            long before = joined == null ? 0 : joined.weight();
            if (joined == null) {
                joined = new ChoiceCollector(choice.index());
                choices.put(choice.index(), joined);
            }
            joined.add(choice);
            weight += joined.weight() - before;
        }
    }

    /** The memory that takes what has come so far, in bytes, as estimated. */
    public long weight() {
        return weight;
    }

    /** What has come so far. */
    public ChatResponse whole() {
        if (only != null) {
            return only;
        }
        List<Choice> joined =
                choices.values().stream().map(ChoiceCollector::whole).toList();
        return new ChatResponse(id, created, model, joined, usage, extras);
    }
}
