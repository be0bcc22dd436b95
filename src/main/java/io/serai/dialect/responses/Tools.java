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
        {"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}\
        """.getBytes(StandardCharsets.US_ASCII);

    private Tools() {}

    static List<Tool> read(Fields body, Offered offered, Map<String, Object> parameters) {
        List<Tool> tools = new ArrayList<>();
        check(body);
        offered.callable()
                .forEach((name, known) -> tools.add(
                        tool(name, known.custom(), body.part(known.place(), RequestReader.copy(known.tool())))));
        offered.others().forEach(other -> tools.add(new Tool("", "", null, RequestReader.copy(other))));
        Object choice = body.take(CHOICE);
        return choice == null ? tools : chosen(body, choice, offered, tools, parameters);
    }

    private static void check(Fields body) {
        for (Fields tool : body.objects("tools")) {
            boolean callable = FUNCTION.equals(tool.peek("type")) || CUSTOM.equals(tool.peek("type"));
            boolean named = Offered.plain(tool.rest()).get("name") instanceof String name && !name.isEmpty();
            if (callable && !named) {
                throw tool.missing("name", "the tool's name");
            }
        }
    }

    private static Tool tool(String name, boolean custom, Fields tool) {
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

    private static List<Tool> chosen(
            Fields body, Object choice, Offered offered, List<Tool> tools, Map<String, Object> parameters) {
        if (choice instanceof String word) {
            parameters.put(CHOICE, mode(body, word));
            return tools;
        }
        if (!(choice instanceof Map<?, ?> map)) {
            throw body.wrong(CHOICE, CHOICES, choice);
        }
        Fields fields = body.part(CHOICE, map);
        String type = fields.text("type");
        switch (type) {
            case FUNCTION, CUSTOM -> {
                parameters.put(CHOICE, function(name(fields, offered)));
                return tools;
            }
            case "allowed_tools" -> {
                String mode = fields.text("mode");
                parameters.put(CHOICE, mode.isEmpty() ? "auto" : mode(body, mode));
                Set<String> allowed = new HashSet<>();
                fields.objects("tools")
                        .forEach(
                                tool -> allowed.add(offered.name(tool.textIfAny("namespace"), tool.textIfAny("name"))));
                return tools.stream()
                        .filter(tool -> allowed.contains(tool.name()))
                        .toList();
            }
            default -> {
                // Whether a vendor has such a tool is found out when it is asked.
                if (offered.others().stream().noneMatch(tool -> type.equals(tool.get("type")))) {
                    throw new MalformedException(
                            "'tool_choice' demands a tool that runs at OpenAI, and none of the type '" + type
                                    + "' is offered; it may be "
                                    + CHOICES,
                            CHOICE);
                }
                parameters.put(CHOICE, Map.of("type", type));
                return tools;
            }
        }
    }

    private static String mode(Fields body, String word) {
        return switch (word) {
            case "auto", "none", "required" -> word;
            default -> throw body.wrong(CHOICE, CHOICES, word);
        };
    }

    private static String name(Fields choice, Offered offered) {
        String name = Offered.plain(choice.rest()).get("name") instanceof String told ? told : "";
        String known = offered.name(choice.textIfAny("namespace"), name);
        if (!offered.callable().containsKey(known)) {
            throw choice.wrong("name", "the name of one of the tools", name);
        }
        return known;
    }

    private static Map<String, Object> function(String name) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("type", FUNCTION);
        choice.put(FUNCTION, Map.of("name", name));
        return choice;
    }
}
