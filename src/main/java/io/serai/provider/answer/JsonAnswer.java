package io.serai.provider.answer;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.dialect.Json;
import io.serai.dialect.JsonInWords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer that must be JSON: freed of its code fence, and checked if it was asked for in words. */
public final class JsonAnswer {
    /** A longer text is no wrapping of an answer. */
    private static final int LONGEST = 4 << 20;

    private static final Pattern BEGIN = Pattern.compile("```[A-Za-z0-9]*\\s*(?=[\\[{])");

    private static final Pattern END = Pattern.compile("[\\]}]\\s*```");

    private final @Nullable Map<?, ?> schema;
    private final Map<Integer, JsonFence> fences = new HashMap<>();

    private JsonAnswer(@Nullable Map<?, ?> schema) {
        this.schema = schema;
    }

    /**
     * Null if none must be.
     *
     * @param inWords whether the vendor was asked for the form in words, and so may have missed it
     */
    public static @Nullable JsonAnswer of(ChatRequest request, boolean inWords) {
        return request.wantsJson() ? new JsonAnswer(inWords ? JsonInWords.schema(request) : null) : null;
    }

    /** Whether nothing of it may be told before all of it is checked. */
    public boolean waits() {
        return schema != null;
    }

    /** A piece without the fence. */
    public ChatResponse freed(ChatResponse piece) {
        boolean changed = false;
        List<Choice> choices = new ArrayList<>(piece.choices().size());
        for (Choice choice : piece.choices()) {
            Choice freed = freed(choice);
            changed |= freed != choice;
            choices.add(freed);
        }
        return changed ? with(piece, choices) : piece;
    }

    private static ChatResponse with(ChatResponse piece, List<Choice> choices) {
        return new ChatResponse(piece.id(), piece.created(), piece.model(), choices, piece.usage(), piece.extras());
    }

    private Choice freed(Choice choice) {
        JsonFence fence = fences.computeIfAbsent(choice.index(), first -> new JsonFence());
        List<Part> parts = new ArrayList<>(choice.message().parts().size() + 1);
        boolean changed = false;
        for (Part part : choice.message().parts()) {
            if (part instanceof Part.Text text) {
                String free = fence.add(text.text());
                changed |= !free.equals(text.text());
                if (!free.isEmpty() || text.text().isEmpty()) {
                    parts.add(new Part.Text(free, text.bare(), text.extras()));
                }
            } else {
                parts.add(part);
            }
        }
        if (choice.finishReason() != null) {
            String rest = fence.end();
            if (!rest.isEmpty()) {
                parts.add(new Part.Text(rest, true, Map.of()));
                changed = true;
            }
        }
        return changed ? with(choice, parts) : choice;
    }

    private static Choice with(Choice choice, List<Part> parts) {
        Message said = choice.message();
        return new Choice(
                choice.index(),
                new Message(said.role(), parts, said.toolCalls(), said.extras()),
                choice.finishReason(),
                choice.extras());
    }

    /**
     * The whole answer, of which nothing else is left but its JSON.
     *
     * @throws UnfitAnswerException if it is no JSON, or does not fit the schema
     */
    public ChatResponse checked(ChatResponse answer) {
        List<Choice> choices = new ArrayList<>(answer.choices().size());
        boolean changed = false;
        for (Choice choice : answer.choices()) {
            Choice checked = checked(choice);
            changed |= checked != choice;
            choices.add(checked);
        }
        return changed ? with(answer, choices) : answer;
    }

    private Choice checked(Choice choice) {
        String text = choice.message().text();
        if (choice.finishReason() != FinishReason.STOP
                || !choice.message().toolCalls().isEmpty()
                || text.isEmpty()) {
            return choice;
        }
        Object json = parsed(text);
        String only = text;
        if (json == null && text.length() <= LONGEST) {
            only = fenced(text);
            json = parsed(only);
        }
        if (json == null) {
            throw new UnfitAnswerException("The answer is not JSON, though that was asked for");
        }
        String problem = schema == null ? null : SchemaCheck.problem(schema, json);
        if (problem != null) {
            throw new UnfitAnswerException("The answer does not fit the schema that was asked for: " + problem);
        }
        return only.equals(text) ? choice : with(choice, List.of(new Part.Text(only, true, Map.of())));
    }

    /** What stands between the first fence and the next that ends it; all if there are none. Each is looked for once, however many begin. */
    private static String fenced(String text) {
        Matcher begin = BEGIN.matcher(text);
        Matcher end = END.matcher(text);
        return begin.find() && end.find(begin.end() + 1) ? text.substring(begin.end(), end.start() + 1) : text;
    }

    private static @Nullable Object parsed(String text) {
        return Json.parseIfAny(text.getBytes(StandardCharsets.UTF_8));
    }
}
