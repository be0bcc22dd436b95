package io.serai.dialect.anthropic;

import io.serai.chat.Part;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.dialect.Signatures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a streamed answer says as blocks, of which one is open at a time. Where a vendor mixes the fragments of several tool calls,
 * or text among them, all but the open one wait until that is whole.
 */
final class BlockWriter {
    private final BiConsumer<String, Map<String, Object>> events;
    private final Map<Integer, Call> calls = new LinkedHashMap<>();
    private final List<Part> late = new ArrayList<>();
    private String open = "";
    private int index = -1;
    private @Nullable Call openCall;

    /** Those that have a name and no block yet, in the order in which they began. */
    private final TreeMap<Integer, Call> waiting = new TreeMap<>();

    /** A call, with what has come of it before its block was open. */
    private static final class Call {
        private final int order;
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
        private final JsonEnd end = new JsonEnd();
        private boolean begun;

        Call(int order) {
            this.order = order;
        }

        void add(ToolCall piece) {
            id = id.isEmpty() ? piece.id() : id;
            name = name.isEmpty() ? piece.name() : name;
            arguments.append(piece.arguments());
            end.add(piece.arguments());
        }
    }

    /** @param events takes the name of an event and its data */
    BlockWriter(BiConsumer<String, Map<String, Object>> events) {
        this.events = events;
    }

    boolean callsTools() {
        return !calls.isEmpty();
    }

    void say(Part part) {
        if (openCall != null && !openCall.end.reached()) {
            late.add(part);
            return;
        }
        switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Refusal refusal -> text(refusal.text());
            case Part.Reasoning thoughts -> think(thoughts.text(), thoughts.signature());
            case Part.Image image -> whole(Blocks.image(image.url()));
            // A kind of part that only another vendor's clients know.
            case Part.Other other -> {}
        }
    }

    /** A page that the text cites which is open; without one there is nothing to cite it. */
    void cite(Map<?, ?> page) {
        if (open.equals("text")) {
            Map<String, Object> delta = new LinkedHashMap<>();
            delta.put("type", "citations_delta");
            delta.put("citation", AnswerWriter.citation(page));
            Map<String, Object> event = event("content_block_delta");
            event.put("delta", delta);
            events.accept("content_block_delta", event);
        }
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            open("text", AnswerWriter.text(""));
            delta("text_delta", "text", text);
        }
    }

    private void think(String text, @Nullable Signature signature) {
        if (signature != null && signature.redacted()) {
            whole(AnswerWriter.thoughts("", signature));
            return;
        }
        if (text.isEmpty() && signature == null) {
            return;
        }
        open("thinking", AnswerWriter.thoughts("", null));
        if (!text.isEmpty()) {
            delta("thinking_delta", "thinking", text);
        }
        if (signature != null) {
            delta("signature_delta", "signature", Signatures.write(signature, AnthropicServer.NAME));
            close();
        }
    }

    /** @param position which call of its piece it is, for vendors that number none */
    void call(ToolCall piece, int position) {
        Call call = calls.computeIfAbsent(place(piece, position), first -> new Call(calls.size()));
        call.add(piece);
        if (call == openCall) {
            writeArguments(call);
            return;
        }
        if (!call.begun && !call.name.isEmpty()) {
            waiting.put(call.order, call);
        }
        while (!waiting.isEmpty() && (openCall == null || openCall.end.reached())) {
            begin(waiting.pollFirstEntry().getValue());
        }
    }

    /** Without a number, a name begins a call, and what has none belongs to the last one. */
    private int place(ToolCall piece, int position) {
        if (piece.index() >= 0) {
            return piece.index();
        }
        return piece.name().isEmpty() && position == 0 ? Math.max(0, calls.size() - 1) : calls.size();
    }

    private void begin(Call call) {
        if (call.begun || call.name.isEmpty()) {
            return;
        }
        call.begun = true;
        Map<String, Object> block = AnswerWriter.calledTool(call.id, call.name);
        block.put("input", Map.of());
        open("tool_use", block);
        openCall = call;
        writeArguments(call);
    }

    private void writeArguments(Call call) {
        if (!call.arguments.isEmpty()) {
            delta("input_json_delta", "partial_json", call.arguments.toString());
            call.arguments.setLength(0);
        }
    }

    /** Opens a block, unless it goes on with the one that is open. */
    private void open(String kind, Map<String, Object> block) {
        if (openCall == null && open.equals(kind)) {
            return;
        }
        close();
        open = kind;
        index++;
        Map<String, Object> event = event("content_block_start");
        event.put("content_block", block);
        events.accept("content_block_start", event);
    }

    private void whole(Map<String, Object> block) {
        open("whole", block);
        close();
    }

    private void delta(String type, String field, String text) {
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("type", type);
        delta.put(field, text);
        Map<String, Object> event = event("content_block_delta");
        event.put("delta", delta);
        events.accept("content_block_delta", event);
    }

    private void close() {
        if (!open.isEmpty()) {
            open = "";
            openCall = null;
            events.accept("content_block_stop", event("content_block_stop"));
        }
    }

    /** Writes all that has come and is not written yet. */
    void end() {
        close();
        calls.values().forEach(this::begin);
        close();
        late.forEach(this::say);
        close();
    }

    private Map<String, Object> event(String type) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("index", index);
        return event;
    }
}
