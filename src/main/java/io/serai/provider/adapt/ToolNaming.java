package io.serai.provider.adapt;

import io.serai.catalog.ToolNames;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of a request's tools that its vendor does not take, under others that are always the same for them: in the tools, the choice
 * among them and the calls of the conversation, and back in the answer.
 */
public final class ToolNaming {
    /** Of a request whose names are all taken. */
    public static final ToolNaming NONE = new ToolNaming();

    private static final int DIGITS = 8;
    private static final String CHOICE = "tool_choice";
    private static final String NAME = "name";

    /** The vendor's names by the client's, and the other way round. */
    private final Map<String, String> sent = new HashMap<>();

    private final Map<String, String> told = new HashMap<>();

    private ToolNaming() {}

    public static ToolNaming of(ChatRequest request, @Nullable ToolNames rule) {
        if (rule == null) {
            return NONE;
        }
        ToolNaming naming = null;
        for (Tool tool : request.tools()) {
            naming = with(naming, tool.name(), rule);
        }
        for (Message message : request.messages()) {
            for (ToolCall call : message.toolCalls()) {
                naming = with(naming, call.name(), rule);
            }
        }
        return naming == null ? NONE : naming;
    }

    private static @Nullable ToolNaming with(@Nullable ToolNaming naming, String name, ToolNames rule) {
        if (name.isEmpty() || rule.take(name)) {
            return naming;
        }
        ToolNaming some = naming == null ? new ToolNaming() : naming;
        some.sent.computeIfAbsent(name, first -> some.rename(first, rule));
        return some;
    }

    private String rename(String name, ToolNames rule) {
        for (int i = 0; ; i++) {
            String digest = digest(name + (i == 0 ? "" : i));
            String near = rule.resembling(name, rule.length() - DIGITS - 1) + '_' + digest;
            if (told.putIfAbsent(near, name) == null) {
                return near;
            }
        }
    }

    private static String digest(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            String digits =
                    new BigInteger(1, hash).or(BigInteger.ONE.shiftLeft(255)).toString(36);
            return digits.substring(digits.length() - DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The request in the vendor's names. */
    public ChatRequest rename(ChatRequest request) {
        if (sent.isEmpty()) {
            return request;
        }
        List<Tool> tools = request.tools().stream()
                .map(tool -> new Tool(sent(tool.name()), tool.description(), tool.parameters(), tool.extras()))
                .toList();
        List<Message> messages = request.messages().stream().map(this::rename).toList();
        return new ChatRequest(
                request.dialect(), request.model(), messages, tools, request.stream(), chosen(request.parameters()));
    }

    private String sent(String name) {
        return sent.getOrDefault(name, name);
    }

    private Message rename(Message message) {
        boolean result = message.role() == Role.TOOL && sent.containsKey(message.name());
        if (message.toolCalls().isEmpty() && !result) {
            return message;
        }
        Map<String, Object> extras = message.extras();
        if (result) {
            extras = new LinkedHashMap<>(extras);
            extras.put(NAME, sent(message.name()));
        }
        return new Message(message.role(), message.parts(), renamed(message.toolCalls(), sent), extras);
    }

    private static List<ToolCall> renamed(List<ToolCall> calls, Map<String, String> names) {
        List<ToolCall> renamed = new ArrayList<>(calls.size());
        for (ToolCall call : calls) {
            String name = names.get(call.name());
            renamed.add(
                    name == null ? call : new ToolCall(call.index(), call.id(), name, call.arguments(), call.extras()));
        }
        return renamed;
    }

    private Map<String, Object> chosen(Map<String, Object> parameters) {
        Object choice = renamed(parameters.get(CHOICE));
        if (choice == null || choice.equals(parameters.get(CHOICE))) {
            return parameters;
        }
        Map<String, Object> chosen = new LinkedHashMap<>(parameters);
        chosen.put(CHOICE, choice);
        return chosen;
    }

    /** A choice, or a part of it, with the names in it. */
    private @Nullable Object renamed(@Nullable Object choice) {
        if (choice instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> renamed = new LinkedHashMap<>();
            map.forEach((field, value) -> renamed.put(
                    String.valueOf(field),
                    NAME.equals(field) && value instanceof String name ? sent(name) : renamed(value)));
            return renamed;
        }
        return choice instanceof List<?> list ? list.stream().map(this::renamed).toList() : choice;
    }

    /** An answer, or a piece of one, in the client's names. */
    public ChatResponse giveBack(ChatResponse piece) {
        if (told.isEmpty()) {
            return piece;
        }
        List<Choice> choices = new ArrayList<>(piece.choices().size());
        for (Choice choice : piece.choices()) {
            Message said = choice.message();
            Message back = said.toolCalls().isEmpty()
                    ? said
                    : new Message(said.role(), said.parts(), renamed(said.toolCalls(), told), said.extras());
            choices.add(new Choice(choice.index(), back, choice.finishReason(), choice.extras()));
        }
        return new ChatResponse(piece.id(), piece.created(), piece.model(), choices, piece.usage(), piece.extras());
    }
}
