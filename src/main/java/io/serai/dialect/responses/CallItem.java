package io.serai.dialect.responses;

import io.serai.chat.ToolCall;
import java.util.LinkedHashMap;
import java.util.Map;

/** A call of a function. */
final class CallItem extends Item {
    private final StringBuilder arguments = new StringBuilder();
    private final String callId;
    private String name;

    CallItem(String id, int index, Output.Listener listener, ToolCall call) {
        super(id, index, listener);
        // Results refer to it by this, so that there must be one.
        this.callId = call.id().isEmpty() ? "call_" + id.substring("fc_".length()) : call.id();
        this.name = call.name();
    }

    /** Some vendors tell the name later. */
    void name(ToolCall piece) {
        name += piece.name();
    }

    void argue(String piece) {
        if (!piece.isEmpty()) {
            arguments.append(piece);
            tell("response.function_call_arguments.delta", "delta", piece);
        }
    }

    @Override
    void endParts() {
        tell("response.function_call_arguments.done", "name", name, "arguments", arguments.toString());
    }

    @Override
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("type", "function_call");
        fields.put("status", status());
        fields.put("call_id", callId);
        fields.put("name", name);
        fields.put("arguments", arguments.toString());
        return fields;
    }
}
