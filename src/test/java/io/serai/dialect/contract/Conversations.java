package io.serai.dialect.contract;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random requests and answers of the kinds that every dialect can say; the same seed gives the same one. */
final class Conversations {
    static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /** What a request may contain beyond text. */
    enum Feature {
        TOOLS,
        IMAGES,
        PARAMETERS
    }

    private static final String[] WORDS = {
        "why",
        "sky",
        "blau",
        "naïve",
        "你好",
        "世界",
        "😀",
        "👩‍👩‍👧",
        "\"quoted\"",
        "back\\slash",
        "{brace}",
        "<tag>",
        "שלום",
        "𝔘nicode",
        "a\nb"
    };

    private Conversations() {}

    static ChatRequest request(long seed, boolean stream, Feature... features) {
        Random random = new Random(seed);
        List<Feature> wanted = Arrays.asList(features);
        List<Message> messages = new ArrayList<>();
        if (random.nextBoolean()) {
            messages.add(Message.of(Role.SYSTEM, text(random)));
        }
        if (random.nextInt(4) == 0) {
            messages.add(Message.of(Role.DEVELOPER, text(random)));
        }
        boolean tools = wanted.contains(Feature.TOOLS);
        for (int turns = random.nextInt(3); turns > 0; turns--) {
            messages.add(user(random, wanted.contains(Feature.IMAGES)));
            if (tools && random.nextBoolean()) {
                addToolTurns(messages, random);
            }
            messages.add(Message.of(Role.ASSISTANT, text(random)));
        }
        messages.add(user(random, wanted.contains(Feature.IMAGES)));
        if (tools && random.nextBoolean()) {
            addToolTurns(messages, random);
        }
        Map<String, Object> parameters =
                wanted.contains(Feature.PARAMETERS) ? parameters(random, tools) : new LinkedHashMap<>();
        if (stream) {
            parameters.put("stream_options", Map.of("include_usage", true));
        }
        return new ChatRequest("openai", "some-model", messages, tools ? tools(random) : List.of(), stream, parameters);
    }

    private static Message user(Random random, boolean images) {
        if (!images || random.nextInt(3) == 0) {
            return Message.of(Role.USER, text(random));
        }
        return new Message(
                Role.USER,
                List.of(new Part.Text(text(random), false, Map.of()), new Part.Image(PIXEL, null, Map.of())),
                List.of(),
                Map.of());
    }

    private static void addToolTurns(List<Message> messages, Random random) {
        List<ToolCall> calls = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        int first = messages.size();
        for (int i = 0; i < count; i++) {
            calls.add(new ToolCall(-1, "call_" + first + "_" + i, "tool_" + i, arguments(random), Map.of()));
        }
        List<Part> said = random.nextBoolean() ? List.of(new Part.Text(text(random), true, Map.of())) : List.of();
        messages.add(new Message(Role.ASSISTANT, said, calls, Map.of()));
        for (ToolCall call : calls) {
            messages.add(Message.toolResult(call.id(), "", List.of(new Part.Text(text(random), true, Map.of()))));
        }
    }

    private static List<Tool> tools(Random random) {
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("properties", Map.of("city", Map.of("type", "string", "description", text(random))));
            schema.put("required", List.of("city"));
            tools.add(new Tool("tool_" + i, text(random), schema, Map.of()));
        }
        return tools;
    }

    private static Map<String, Object> parameters(Random random, boolean tools) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("temperature", random.nextInt(11) / 10.0);
        all.put("top_p", (1 + random.nextInt(10)) / 10.0);
        all.put("max_tokens", 1 + random.nextInt(1000));
        all.put("stop", List.of("END", "。"));
        all.put("seed", random.nextInt(1000));
        all.put("presence_penalty", random.nextInt(3) / 2.0);
        all.put("frequency_penalty", random.nextInt(3) / 2.0);
        all.put("user", "user-7");
        if (tools) {
            all.put(
                    "tool_choice",
                    switch (random.nextInt(4)) {
                        case 0 -> "auto";
                        case 1 -> "none";
                        case 2 -> "required";
                        default -> Map.of("type", "function", "function", Map.of("name", "tool_1"));
                    });
            all.put("parallel_tool_calls", random.nextBoolean());
        } else if (random.nextBoolean()) {
            all.put(
                    "response_format",
                    Map.of(
                            "type",
                            "json_schema",
                            "json_schema",
                            Map.of(
                                    "name",
                                    "city",
                                    "strict",
                                    true,
                                    "schema",
                                    Map.of(
                                            "type",
                                            "object",
                                            "properties",
                                            Map.of("city", Map.of("type", "string")),
                                            "required",
                                            List.of("city"),
                                            "additionalProperties",
                                            false))));
        }
        all.keySet().removeIf(name -> random.nextBoolean());
        return all;
    }

    static ChatResponse answer(long seed) {
        Random random = new Random(seed);
        List<Part> parts = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            parts.add(new Part.Reasoning(text(random), Part.Reasoning.FIELD));
        }
        List<ToolCall> calls = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                calls.add(new ToolCall(-1, "call_" + i, "tool_" + i, arguments(random), Map.of()));
            }
        }
        if (calls.isEmpty() || random.nextBoolean()) {
            parts.add(new Part.Text(text(random), true, Map.of()));
        }
        FinishReason reason = calls.isEmpty()
                ? random.nextInt(4) == 0 ? FinishReason.LENGTH : FinishReason.STOP
                : FinishReason.TOOL_CALLS;
        Choice choice = new Choice(0, new Message(Role.ASSISTANT, parts, calls, Map.of()), reason, Map.of());
        return new ChatResponse(
                "answer-" + seed, 1_763_683_200L, "some-model", List.of(choice), usage(random), Map.of());
    }

    private static Usage usage(Random random) {
        return Usage.of(1 + random.nextInt(1000), 1 + random.nextInt(1000));
    }

    private static String arguments(Random random) {
        String city = WORDS[random.nextInt(WORDS.length)]
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n");
        return random.nextInt(5) == 0 ? "{}" : "{\"city\":\"" + city + "\",\"days\":" + random.nextInt(9) + "}";
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder(WORDS[random.nextInt(WORDS.length)]);
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    /** The pieces of a stream in which the vendor says all this, in the order in which models speak. */
    static List<ChatResponse> pieces(ChatResponse answer, long seed) {
        Random random = new Random(seed);
        List<ChatResponse> pieces = new ArrayList<>();
        Choice choice = answer.choices().getFirst();
        for (Part part : choice.message().parts()) {
            switch (part) {
                case Part.Text text ->
                    cut(text.text(), random)
                            .forEach(piece -> pieces.add(
                                    piece(answer, List.of(new Part.Text(piece, true, Map.of())), List.of())));
                case Part.Reasoning thoughts ->
                    cut(thoughts.text(), random)
                            .forEach(piece -> pieces.add(
                                    piece(answer, List.of(new Part.Reasoning(piece, thoughts.field())), List.of())));
                default -> throw new IllegalArgumentException("" + part);
            }
        }
        int index = 0;
        for (ToolCall call : choice.message().toolCalls()) {
            int place = index++;
            pieces.add(piece(answer, List.of(), List.of(new ToolCall(place, call.id(), call.name(), "", Map.of()))));
            cut(call.arguments(), random)
                    .forEach(piece -> pieces.add(
                            piece(answer, List.of(), List.of(new ToolCall(place, "", "", piece, Map.of())))));
        }
        Message nothing = new Message(Role.ASSISTANT, List.of(), List.of(), Map.of());
        pieces.add(new ChatResponse(
                answer.id(),
                answer.created(),
                answer.model(),
                List.of(new Choice(0, nothing, choice.finishReason(), Map.of())),
                null,
                Map.of()));
        pieces.add(
                new ChatResponse(answer.id(), answer.created(), answer.model(), List.of(), answer.usage(), Map.of()));
        return pieces;
    }

    private static ChatResponse piece(ChatResponse answer, List<Part> parts, List<ToolCall> calls) {
        Choice choice = new Choice(0, new Message(Role.ASSISTANT, parts, calls, Map.of()), null, Map.of());
        return new ChatResponse(answer.id(), answer.created(), answer.model(), List.of(choice), null, Map.of());
    }

    /** Cuts between characters, since each piece must be valid text in every encoding. */
    private static List<String> cut(String text, Random random) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + 1 + random.nextInt(6));
            if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
                end++;
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }
}
