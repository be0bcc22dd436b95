package io.serai.dialect.gemini;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.CallIds;
import io.serai.dialect.Citations;
import io.serai.dialect.MalformedException;
import io.serai.dialect.Places;
import io.serai.dialect.Sound;
import io.serai.dialect.VendorErrorException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One answer in Gemini's form, whole or piece by piece, to a canonical one. Every piece has the form of an answer; usage grows from one to
 * the next, so the last counts.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#generatecontentresponse">GenerateContentResponse</a>
 */
final class Answers {
    private static final Message NOTHING = new Message(Role.ASSISTANT, List.of(), List.of(), Map.of());

    private final Map<Integer, OpenCandidate> candidates = new TreeMap<>();
    private String id = "";
    private String model = "";
    private @Nullable Usage usage;
    private boolean blocked;

    /** What is known of a candidate while its pieces come. */
    private static final class OpenCandidate {
        private final CallIds ids = new CallIds();
        private int calls;
        private boolean finished;
    }

    /** Whether all candidates that have begun are done, and there is one, or none will come. */
    boolean finished() {
        return blocked
                || (!candidates.isEmpty() && candidates.values().stream().allMatch(candidate -> candidate.finished));
    }

    ChatResponse whole(Map<String, Object> answer) {
        List<Choice> choices = choices(answer);
        if (choices.isEmpty()) {
            throw MalformedException.empty("The answer says nothing: it has no candidates", "candidates");
        }
        List<Choice> ended = new ArrayList<>(choices.size());
        for (Choice choice : choices) {
            boolean calls = !choice.message().toolCalls().isEmpty();
            FinishReason likely = calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            ended.add(
                    choice.finishReason() != null
                            ? choice
                            : new Choice(choice.index(), choice.message(), likely, Map.of()));
        }
        return new ChatResponse(id, 0, model, ended, usage, Map.of(), Original.of("gemini", answer));
    }

    /** A piece without its usage, which {@link #end} gives. */
    ChatResponse piece(Map<String, Object> piece) {
        List<Choice> choices = choices(piece);
        return new ChatResponse(id, 0, model, choices, null, Map.of(), Original.of("gemini", piece));
    }

    /** The usage of a stream, as a piece for clients of other dialects; null if none was told. */
    @Nullable
    ChatResponse end() {
        return usage == null
                ? null
                : new ChatResponse(id, 0, model, List.of(), usage, Map.of(), GeminiEvents.TOLD_ALREADY);
    }

    private List<Choice> choices(Map<String, Object> answer) {
        Errors.throwIfAny(answer);
        id = id.isEmpty() ? Names.text(answer, "responseId") : id;
        model = model.isEmpty() ? Names.text(answer, "modelVersion") : model;
        Map<?, ?> cost = Names.object(answer, "usageMetadata");
        usage = cost == null ? usage : Usages.read(cost);
        List<?> items = Names.list(answer, "candidates");
        List<Choice> choices = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> candidate)) {
                throw Names.wrong("candidates[" + choices.size() + ']', "an object");
            }
            choices.add(choice(candidate, choices.size()));
        }
        Map<?, ?> feedback = Names.object(answer, "promptFeedback");
        if (choices.isEmpty()
                && feedback != null
                && !Names.text(feedback, "blockReason").isEmpty()) {
            blocked = true;
            choices.add(new Choice(0, NOTHING, FinishReason.CONTENT_FILTER, Map.of()));
        }
        return choices;
    }

    private Choice choice(Map<?, ?> candidate, int position) {
        int index = Places.of(Names.get(candidate, "index"), position);
        OpenCandidate open = candidates.computeIfAbsent(index, first -> new OpenCandidate());
        Map<?, ?> content = Names.object(candidate, "content");
        Message message = content == null ? NOTHING : message(content, index, open);
        String word = Names.text(candidate, "finishReason");
        FinishReason reason = FinishReasons.of(word);
        if (reason == FinishReason.ERROR) {
            String why = Names.text(candidate, "finishMessage");
            throw new VendorErrorException(
                    503, word, "The model stopped with " + word + (why.isEmpty() ? "" : ": " + why), null, null);
        }
        if (reason == FinishReason.STOP && open.calls > 0) {
            reason = FinishReason.TOOL_CALLS;
        }
        open.finished |= reason != null;
        return new Choice(index, cited(message, candidate), reason, Map.of());
    }

    /** @see <a href="https://ai.google.dev/gemini-api/docs/google-search">Grounding with Google Search</a> */
    private static Message cited(Message message, Map<?, ?> candidate) {
        Map<?, ?> grounding = Names.object(candidate, "groundingMetadata");
        if (grounding == null) {
            return message;
        }
        List<Object> cited = new ArrayList<>();
        for (Object chunk : Names.list(grounding, "groundingChunks")) {
            Map<?, ?> page = chunk instanceof Map<?, ?> map ? Names.object(map, "web") : null;
            String url = page == null ? "" : Names.text(page, "uri");
            if (page != null && !url.isEmpty()) {
                int end = message.text().length();
                cited.add(Citations.of(url, Names.text(page, "title"), 0, end));
            }
        }
        if (cited.isEmpty()) {
            return message;
        }
        Map<String, Object> extras = new LinkedHashMap<>(message.extras());
        extras.putAll(Citations.fields(cited));
        return new Message(message.role(), message.parts(), message.toolCalls(), extras);
    }

    private Message message(Map<?, ?> content, int index, OpenCandidate open) {
        List<?> items = Names.list(content, "parts");
        List<Part> parts = new ArrayList<>(items.size());
        List<ToolCall> calls = new ArrayList<>(0);
        StringBuilder sound = new StringBuilder(0);
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> part)) {
                throw Names.wrong("candidates.content.parts[" + parts.size() + ']', "an object");
            }
            Signature signature = ThoughtSignatures.read(part);
            boolean thought = Boolean.TRUE.equals(Names.get(part, "thought"));
            if (signature != null && !thought) {
                parts.add(new Part.Reasoning("", Part.Reasoning.FIELD, signature));
            }
            Map<?, ?> call = Names.object(part, "functionCall");
            if (call != null) {
                calls.add(call(call, signature, index, open));
            } else if (thought) {
                parts.add(new Part.Reasoning(Names.text(part, "text"), Part.Reasoning.FIELD, signature));
            } else if (!sound(part).isEmpty()) {
                sound.append(sound(part));
            } else {
                said(parts, part);
            }
        }
        Map<String, Object> extras = sound.isEmpty() ? Map.of() : Sound.fields(id, sound.toString());
        return new Message(Role.ASSISTANT, parts, calls, extras);
    }

    /** The data of a part that lets something be heard; empty if it is another. */
    private static String sound(Map<?, ?> part) {
        Map<?, ?> inline = Names.object(part, "inlineData");
        return inline != null && Names.text(inline, "mimeType").startsWith("audio/") ? Names.text(inline, "data") : "";
    }

    private static void said(List<Part> parts, Map<?, ?> part) {
        if (Names.get(part, "text") instanceof String text) {
            parts.add(new Part.Text(text, true, Map.of()));
            return;
        }
        Part media = Media.read(part);
        if (media != null) {
            parts.add(media);
        } else if (!part.isEmpty()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            part.forEach((name, value) -> fields.put(String.valueOf(name), value));
            parts.add(new Part.Other(fields));
        }
    }

    private ToolCall call(Map<?, ?> call, @Nullable Signature signature, int index, OpenCandidate open) {
        int position = open.calls++;
        String name = Names.text(call, "name");
        String arguments = MessageReader.json(Names.get(call, "args"));
        String told = Names.text(call, "id");
        return new ToolCall(
                position,
                open.ids.own(told.isEmpty() ? Ids.inAnswer(id, index, position, name, arguments) : told),
                name,
                arguments,
                ExtraContent.write(signature));
    }
}
