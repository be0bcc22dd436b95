package io.serai.dialect;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request of the vendor's own dialect without what vendors refuse whoever sends it: arguments of past calls that are no JSON, images under
 * a wrong name, schemas without properties, and halves of a pair, such as a choice among no tools.
 */
public final class Mended {
    private static final String CHOICE = "tool_choice";
    private static final String PARALLEL = "parallel_tool_calls";
    private static final String TOP_LOGPROBS = "top_logprobs";
    private static final String STREAM_OPTIONS = "stream_options";

    private Mended() {}

    /** The request itself if there is nothing to mend. */
    public static ChatRequest of(ChatRequest request) {
        List<Message> messages = messages(request.messages());
        List<Tool> tools = tools(request.tools());
        Map<String, Object> parameters = parameters(request);
        return messages == request.messages() && tools == request.tools() && parameters == request.parameters()
                ? request
                : new ChatRequest(request.dialect(), request.model(), messages, tools, request.stream(), parameters);
    }

    private static Map<String, Object> parameters(ChatRequest request) {
        Map<String, Object> told = request.parameters();
        boolean noTools = request.tools().isEmpty();
        // Older clients choose among functions.
        boolean choice = noTools && (told.containsKey(CHOICE) || told.containsKey(PARALLEL));
        boolean pieces = !request.stream() && told.containsKey(STREAM_OPTIONS);
        boolean weights = told.containsKey(TOP_LOGPROBS) && !Boolean.TRUE.equals(told.get("logprobs"));
        boolean empty = noTools && told.containsKey("tools");
        if (!choice && !pieces && !weights && !empty) {
            return told;
        }
        Map<String, Object> whole = new LinkedHashMap<>(told);
        if (noTools) {
            whole.remove(CHOICE);
            whole.remove(PARALLEL);
            whole.remove("tools");
        }
        if (pieces) {
            whole.remove(STREAM_OPTIONS);
        }
        if (weights) {
            whole.remove(TOP_LOGPROBS);
        }
        return whole;
    }

    private static List<Tool> tools(List<Tool> tools) {
        List<Tool> mended = null;
        for (int i = 0; i < tools.size(); i++) {
            Tool tool = tools.get(i);
            if (tool.parameters() == null) {
                continue;
            }
            Map<String, Object> schema = ToolSchemas.mended(tool.parameters());
            if (schema != tool.parameters()) {
                mended = mended == null ? new ArrayList<>(tools) : mended;
                mended.set(i, new Tool(tool.name(), tool.description(), schema, tool.extras()));
            }
        }
        return mended == null ? tools : mended;
    }

    private static List<Message> messages(List<Message> messages) {
        List<Message> mended = null;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            Message other = message(message);
            if (other != message) {
                mended = mended == null ? new ArrayList<>(messages) : mended;
                mended.set(i, other);
            }
        }
        return mended == null ? messages : mended;
    }

    private static Message message(Message message) {
        List<Part> parts = parts(message.parts());
        List<ToolCall> calls = calls(message.toolCalls());
        return parts == message.parts() && calls == message.toolCalls()
                ? message
                : new Message(message.role(), parts, calls, message.extras());
    }

    private static List<Part> parts(List<Part> parts) {
        List<Part> mended = null;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Image image) {
                Part.Image other = ImageData.mended(image);
                if (other != image) {
                    mended = mended == null ? new ArrayList<>(parts) : mended;
                    mended.set(i, other);
                }
            }
        }
        return mended == null ? parts : mended;
    }

    private static List<ToolCall> calls(List<ToolCall> calls) {
        List<ToolCall> mended = null;
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            ToolCall other = call.name().isEmpty() ? call : ToolArguments.mended(call);
            if (other != call) {
                mended = mended == null ? new ArrayList<>(calls) : mended;
                mended.set(i, other);
            }
        }
        return mended == null ? calls : mended;
    }
}
