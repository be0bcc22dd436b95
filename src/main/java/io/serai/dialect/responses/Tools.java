package io.serai.dialect.responses;

import io.serai.chat.Tool;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a request and the choice among them. Tools that OpenAI runs itself are passed over by those who cannot; a custom tool, which
 * takes any text, is a function with one argument.
 */
final class Tools {
    private static final String FUNCTION = "function";
    private static final String CUSTOM = "custom";
    private static final String CHOICE = "tool_choice";
    private static final String CHOICES =
            "auto, none, required, or an object with the type function, custom or allowed_tools";

    /** What a function takes that stands for a custom tool; see {@link InputReader} for its calls. */
    private static final byte[] INPUT = """
            {"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}""".getBytes(StandardCharsets.US_ASCII);

    private Tools() {}

    static List<Tool> read(Fields body, Map<String, Object> parameters) {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : body.objects("tools")) {
            tools.add(tool(tool));
        }
        Object choice = body.take(CHOICE);
        return choice == null ? tools : chosen(body, choice, tools, parameters);
    }

    /** The names of the custom tools among those that a request told. */
    static Set<String> custom(@Nullable Object told) {
        Set<String> names = new HashSet<>();
        if (told instanceof List<?> tools) {
            for (Object tool : tools) {
                if (tool instanceof Map<?, ?> fields
                        && CUSTOM.equals(fields.get("type"))
                        && fields.get("name") instanceof String name) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static Tool tool(Fields tool) {
        boolean custom = CUSTOM.equals(tool.peek("type"));
        if (!custom && !FUNCTION.equals(tool.peek("type"))) {
            return new Tool("", "", null, tool.rest());
        }
        String name = tool.text("name");
        if (name.isEmpty()) {
            throw tool.missing("name", "the tool's name");
        }
        String description = tool.text("description");
        if (custom) {
            return new Tool(
                    name,
                    (description + grammar(tool)).stripLeading(),
                    Json.parseObject(INPUT).rest(),
                    Map.of());
        }
        Fields parameters = tool.object("parameters");
        Map<String, Object> extras =
                Boolean.TRUE.equals(tool.peek("strict")) ? Map.of(FUNCTION, Map.of("strict", true)) : Map.of();
        return new Tool(name, description, parameters == null ? null : parameters.rest(), extras);
    }

    /** The rules that the text for a custom tool must keep, in words. */
    private static String grammar(Fields tool) {
        Fields format = tool.object("format");
        String definition = format == null ? "" : format.text("definition");
        return format == null || definition.isEmpty()
                ? ""
                : "\n\nThe input must follow this " + format.text("syntax") + " grammar:\n" + definition;
    }

    private static List<Tool> chosen(Fields body, Object choice, List<Tool> tools, Map<String, Object> parameters) {
        if (choice instanceof String word) {
            parameters.put(CHOICE, mode(body, word));
            return tools;
        }
        if (!(choice instanceof Map<?, ?> map)) {
            throw body.wrong(CHOICE, CHOICES, choice);
        }
        Fields fields = body.part(CHOICE, map);
        switch (fields.text("type")) {
            case FUNCTION, CUSTOM -> {
                parameters.put(CHOICE, function(name(fields, tools)));
                return tools;
            }
            case "allowed_tools" -> {
                String mode = fields.text("mode");
                parameters.put(CHOICE, mode.isEmpty() ? "auto" : mode(body, mode));
                Set<String> allowed = new HashSet<>();
                fields.objects("tools").forEach(tool -> allowed.add(tool.textIfAny("name")));
                return tools.stream()
                        .filter(tool -> allowed.contains(tool.name()))
                        .toList();
            }
            default ->
                throw new MalformedException(
                        "'tool_choice' demands a tool that runs at OpenAI, and here functions only can be called; it may be "
                                + CHOICES,
                        CHOICE);
        }
    }

    private static String mode(Fields body, String word) {
        return switch (word) {
            case "auto", "none", "required" -> word;
            default -> throw body.wrong(CHOICE, CHOICES, word);
        };
    }

    private static String name(Fields choice, List<Tool> tools) {
        String name = choice.text("name");
        if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw choice.wrong("name", "the name of one of the tools", name);
        }
        return name;
    }

    private static Map<String, Object> function(String name) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("type", FUNCTION);
        choice.put(FUNCTION, Map.of("name", name));
        return choice;
    }
}
