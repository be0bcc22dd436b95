package io.serai.dialect.openai;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Tool;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.FileParts;
import io.serai.dialect.Notes;
import io.serai.dialect.ToolSchemas;
import io.serai.dialect.Traits;
import io.serai.dialect.Unfamiliar;
import io.serai.dialect.WebSearch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests that were read in other dialects, made into what vendors of this one understand. */
final class ForeignRequest {
    /** What OpenAI itself knows; some of it has no place in the names that all dialects share. */
    private static final Set<String> KNOWN = Set.of(
            "temperature",
            "top_p",
            "stop",
            "max_tokens",
            "max_completion_tokens",
            "n",
            "seed",
            "presence_penalty",
            "frequency_penalty",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "response_format",
            "tool_choice",
            "parallel_tool_calls",
            "reasoning_effort",
            "verbosity",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "service_tier",
            "stream_options");

    /** Parts of OpenAI's own kinds, which other dialects' readers may have made. */
    private static final Set<String> PARTS = Set.of("file", "input_audio");

    /** Stands for a search of the web. */
    private static final Tool SEARCH = new Tool("", "", null, Map.of("type", WebSearch.OPTIONS));

    private static final String USER = "user";

    /** The longest name of a user that OpenAI takes; Claude Code's are longer. */
    private static final int LONGEST_USER = 64;

    private static final String BUDGET = "reasoning_budget";
    private static final String EFFORT = "reasoning_effort";

    private ForeignRequest() {}

    static ChatRequest translate(ChatRequest asked, Traits model, Notes notes) {
        ChatRequest request = Unfamiliar.settle(asked, "openai", search -> search(asked, model), notes);
        return new ChatRequest(
                "openai",
                request.model(),
                messages(request.messages(), model, notes),
                tools(request.tools(), notes),
                request.stream(),
                parameters(request, asked, model, notes));
    }

    /** What Ollama's clients say of its models is not for others. */
    static EmbeddingRequest translate(EmbeddingRequest request, Notes notes) {
        Map<String, Object> known = new LinkedHashMap<>();
        request.parameters().forEach((name, value) -> {
            if (name.equals("truncate") || name.startsWith("options.")) {
                notes.drop(name);
            } else {
                known.put(name, value);
            }
        });
        return request.withParameters(known);
    }

    private static Map<String, Object> parameters(ChatRequest request, ChatRequest asked, Traits model, Notes notes) {
        Map<String, Object> known = new LinkedHashMap<>();
        request.parameters().forEach((name, value) -> {
            if (name.equals(BUDGET) && !model.takes(BUDGET)) {
                if (!request.parameters().containsKey(EFFORT) && value instanceof Number tokens) {
                    String effort = effort(tokens.longValue());
                    known.put(EFFORT, effort);
                    notes.adjust(BUDGET, tokens, EFFORT + ' ' + effort);
                }
            } else if (KNOWN.contains(name) || model.takes(name)) {
                known.put(name, value);
            } else {
                notes.drop(name);
            }
        });
        known.computeIfPresent("response_format", (name, format) -> StrictSchemas.format(format, notes));
        if (request.tools().contains(SEARCH)) {
            known.put(WebSearch.OPTIONS, options(asked));
        }
        if (request.tools().stream().allMatch(tool -> tool.name().isEmpty())) {
            // OpenAI refuses both where there are no tools; without any they say nothing.
            known.remove("tool_choice");
            known.remove("parallel_tool_calls");
        }
        if (known.get(USER) instanceof String user && user.length() > LONGEST_USER) {
            int end = Character.isHighSurrogate(user.charAt(LONGEST_USER - 1)) ? LONGEST_USER - 1 : LONGEST_USER;
            known.put(USER, user.substring(0, end));
            notes.adjust(USER, user.length() + " characters", "the first " + end);
        }
        return known;
    }

    private static Map<String, Object> options(ChatRequest asked) {
        for (Tool tool : asked.tools()) {
            WebSearch search = WebSearch.of(tool);
            if (search != null) {
                return search.forChat();
            }
        }
        return Map.of();
    }

    /** How hard to think, by how many tokens it may take. */
    private static String effort(long budget) {
        if (budget == 0) {
            return "none";
        }
        return budget < 0 ? "medium" : budget <= 2048 ? "low" : budget <= 12_288 ? "medium" : "high";
    }

    /** Its search of the web, which is a parameter, and which few of its models know. */
    private static @Nullable Tool search(ChatRequest request, Traits model) {
        return model.takes(WebSearch.OPTIONS) || request.model().contains("search") ? SEARCH : null;
    }

    private static List<Tool> tools(List<Tool> tools, Notes notes) {
        List<Tool> functions = new ArrayList<>(tools.size());
        for (Tool tool : tools) {
            if (tool != SEARCH) {
                functions.add(tool.parameters() == null ? tool : function(tool, tool.parameters(), notes));
            }
        }
        return functions;
    }

    private static Tool function(Tool tool, Map<String, Object> told, Notes notes) {
        Map<String, Object> schema = ToolSchemas.mended(told);
        return new Tool(tool.name(), tool.description(), schema, StrictSchemas.extras(tool, schema, notes));
    }

    private static List<Message> messages(List<Message> messages, Traits model, Notes notes) {
        List<Message> turns = new ArrayList<>(messages.size());
        List<Part> media = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.role() != Role.TOOL && !media.isEmpty()) {
                turns.add(shown(media));
                media = new ArrayList<>();
            }
            Message turn = message(message, "messages[" + i + ']', model, media, notes);
            if (turn != null) {
                turns.add(turn);
            }
        }
        if (!media.isEmpty()) {
            turns.add(shown(media));
        }
        return turns;
    }

    /** Results of tools are text here; their images and files follow as a turn of the user's. */
    private static Message shown(List<Part> media) {
        return new Message(Role.USER, List.copyOf(media), List.of(), Map.of());
    }

    private static @Nullable Message message(
            Message message, String place, Traits model, List<Part> media, Notes notes) {
        List<Part> parts = new ArrayList<>(message.parts().size());
        for (int i = 0; i < message.parts().size(); i++) {
            Part part = message.parts().get(i);
            switch (part) {
                case Part.Other other -> {
                    Part own = own(other, place + ".content[" + i + ']');
                    if (message.role() == Role.TOOL) {
                        show(own, media);
                        notes.adjust(place, "file in a result", "file after it");
                    } else {
                        parts.add(own);
                    }
                }
                case Part.Reasoning thought -> {
                    if (model.takes(Traits.THOUGHTS) && !thought.text().isEmpty()) {
                        parts.add(thought);
                    }
                }
                case Part.Image image
                when message.role() == Role.TOOL -> {
                    show(image, media);
                    notes.adjust(place, "image in a result", "image after it");
                }
                default -> parts.add(part);
            }
        }
        if (message.role() == Role.TOOL) {
            // OpenAI's results have no name, and strict vendors refuse one.
            return Message.toolResult(message.toolCallId(), "", List.of(text(parts, media)));
        }
        boolean silent = parts.isEmpty() && message.toolCalls().isEmpty();
        return silent ? null : new Message(message.role(), parts, message.toolCalls(), message.extras());
    }

    private static void show(Part part, List<Part> media) {
        if (media.isEmpty()) {
            media.add(new Part.Text("Shown by a tool:", false, Map.of()));
        }
        media.add(part);
    }

    /** A result needs a text, were it an empty one. */
    private static Part text(List<Part> parts, List<Part> media) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text piece) {
                text.append(text.isEmpty() || piece.text().isEmpty() ? "" : "\n")
                        .append(piece.text());
            }
        }
        boolean file = !media.isEmpty() && media.getLast() instanceof Part.Other;
        String see = media.isEmpty() ? "" : file ? "See the file." : "See the image.";
        return new Part.Text(text.isEmpty() ? see : text.toString(), true, Map.of());
    }

    private static Part own(Part.Other other, String place) {
        Object type = other.fields().get("type");
        if (FileParts.address(other) != null) {
            throw new CannotExpressException(place + ": it takes files as data, and fetches none");
        }
        if (type instanceof String word && PARTS.contains(word)) {
            return other;
        }
        throw new CannotExpressException(
                place + ": it takes no " + (type == null ? "such part" : "part of type " + type));
    }
}
