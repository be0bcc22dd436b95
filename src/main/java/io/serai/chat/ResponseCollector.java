package io.serai.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Joins the pieces of a streamed answer to a whole one. Not thread-safe. */
public final class ResponseCollector {
    private @Nullable ChatResponse only;
    private int pieces;
    private String id = "";
    private long created;
    private String model = "";
    private @Nullable Usage usage;
    private final Map<String, Object> extras = new LinkedHashMap<>();
    private final Map<Integer, ChoiceCollector> choices = new TreeMap<>();

    public void add(ChatResponse piece) {
        pieces++;
        only = pieces == 1 ? piece : null;
        id = id.isEmpty() ? piece.id() : id;
        created = created == 0 ? piece.created() : created;
        model = model.isEmpty() ? piece.model() : model;
        usage = piece.usage() == null ? usage : piece.usage();
        merge(extras, piece.extras());
        for (Choice choice : piece.choices()) {
            choices.computeIfAbsent(choice.index(), ChoiceCollector::new).add(choice);
        }
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

    /** Adds fields to others: lists grow, objects are merged, anything else is replaced unless the new value is null. */
    private static void merge(Map<String, Object> into, Map<?, ?> from) {
        for (Map.Entry<?, ?> field : from.entrySet()) {
            String name = String.valueOf(field.getKey());
            Object old = into.get(name);
            Object value = field.getValue();
            if (old instanceof List<?> head && value instanceof List<?> tail) {
                List<Object> joined = new ArrayList<>(head);
                joined.addAll(tail);
                into.put(name, joined);
            } else if (old instanceof Map<?, ?> first && value instanceof Map<?, ?> second) {
                Map<String, Object> joined = new LinkedHashMap<>();
                merge(joined, first);
                merge(joined, second);
                into.put(name, joined);
            } else if (value != null || old == null) {
                into.put(name, value);
            }
        }
    }

    /** Joins the pieces of one choice. */
    private static final class ChoiceCollector {
        private final int index;
        private final List<Part> parts = new ArrayList<>();
        private final Map<Integer, CallCollector> calls = new TreeMap<>();
        private final Map<String, Object> messageExtras = new LinkedHashMap<>();
        private final Map<String, Object> extras = new LinkedHashMap<>();
        private final StringBuilder open = new StringBuilder();
        private @Nullable Part kind;
        private @Nullable FinishReason reason;

        ChoiceCollector(int index) {
            this.index = index;
        }

        void add(Choice piece) {
            Message message = piece.message();
            for (Part part : message.parts()) {
                add(part);
            }
            int position = 0;
            for (ToolCall call : message.toolCalls()) {
                int key = call.index() >= 0 ? call.index() : position;
                calls.computeIfAbsent(key, CallCollector::new).add(call);
                position++;
            }
            merge(messageExtras, message.extras());
            merge(extras, piece.extras());
            reason = piece.finishReason() == null ? reason : piece.finishReason();
        }

        private void add(Part part) {
            String text = switch (part) {
                case Part.Text piece -> piece.text();
                case Part.Reasoning piece -> piece.text();
                case Part.Refusal piece -> piece.text();
                default -> null;
            };
            if (text == null) {
                close();
                parts.add(part);
                return;
            }
            if (kind == null || kind.getClass() != part.getClass()) {
                close();
                kind = part;
            }
            open.append(text);
        }

        private void close() {
            switch (kind) {
                case Part.Text text -> parts.add(new Part.Text(open.toString(), true, text.extras()));
                case Part.Reasoning reasoning -> parts.add(new Part.Reasoning(open.toString(), reasoning.field()));
                case Part.Refusal refusal -> parts.add(new Part.Refusal(open.toString(), refusal.bare()));
                case null, default -> {}
            }
            kind = null;
            open.setLength(0);
        }

        Choice whole() {
            close();
            List<ToolCall> joined =
                    calls.values().stream().map(CallCollector::whole).toList();
            if (!parts.isEmpty()) {
                messageExtras.remove("content");
            }
            return new Choice(index, new Message(Role.ASSISTANT, parts, joined, messageExtras), reason, extras);
        }
    }

    /** Joins the pieces of one tool call. */
    private static final class CallCollector {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
        private final Map<String, Object> extras = new LinkedHashMap<>();

        CallCollector(int index) {}

        void add(ToolCall piece) {
            id = id.isEmpty() ? piece.id() : id;
            name = name.isEmpty() ? piece.name() : name;
            arguments.append(piece.arguments());
            merge(extras, piece.extras());
        }

        ToolCall whole() {
            return new ToolCall(-1, id, name, arguments.toString(), extras);
        }
    }
}
