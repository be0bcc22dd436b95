package io.serai.dialect.responses;

import io.serai.chat.ToolCall;
import io.serai.dialect.CustomTools;
import io.serai.dialect.ToolArguments;
import java.util.LinkedHashMap;
import java.util.Map;

/** A call of a function, or of a custom tool, whose input comes at the end: only then its arguments are JSON. */
final class CallItem extends Item {
    private final StringBuilder arguments = new StringBuilder();
    private final String callId;
    private final Offered offered;
    private String name;
    private String input = "";

    CallItem(String id, int index, Output.Listener listener, ToolCall call, Offered offered) {
        super(id, index, listener);
        this.offered = offered;
        // Results refer to it by this, so that there must be one.
        this.callId = call.id().isEmpty() ? "call_" + id.substring(id.indexOf('_') + 1) : call.id();
        this.name = call.name();
    }

    /** Some vendors send the name later. */
    void name(ToolCall piece) {
        name += piece.name();
    }

    void argue(String piece) {
        if (!piece.isEmpty()) {
            arguments.append(piece);
            if (!isCustom()) {
                tell("response.function_call_arguments.delta", "delta", piece);
            }
        }
    }

    private boolean isCustom() {
        return offered.isCustom(name);
    }

    @Override
    void endParts() {
        if (!isCustom()) {
            if (arguments.isEmpty()) {
                argue(ToolArguments.NONE);
            }
            tell("response.function_call_arguments.done", "name", told(), "arguments", arguments.toString());
            return;
        }
        input = CustomTools.input(arguments.toString());
        if (!input.isEmpty()) {
            tell("response.custom_tool_call_input.delta", "delta", input);
        }
        tell("response.custom_tool_call_input.done", "input", input);
    }

    /** The name by which the client knows it. */
    private String told() {
        Offered.Known tool = offered.callable().get(name);
        return tool == null ? name : tool.name();
    }

    @Override
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("type", isCustom() ? "custom_tool_call" : "function_call");
        fields.put("status", status());
        fields.put("call_id", callId);
        fields.put("name", told());
        Offered.Known tool = offered.callable().get(name);
        if (tool != null && !tool.namespace().isEmpty()) {
            fields.put("namespace", tool.namespace());
        }
        if (isCustom()) {
            fields.put("input", input);
        } else {
            fields.put("arguments", arguments.toString());
        }
        return fields;
    }
}
