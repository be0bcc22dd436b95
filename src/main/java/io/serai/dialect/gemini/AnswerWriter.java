package io.serai.dialect.gemini;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Signature;
import io.serai.chat.ToolCall;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.Citations;
import io.serai.dialect.Sound;
import io.serai.dialect.ToolArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Canonical answers to Gemini's form; the pieces of a stream have the same. */
final class AnswerWriter {

    private AnswerWriter() {}

    /** @param thoughts whether the client sees them */
    static Map<String, Object> whole(ChatResponse answer, boolean thoughts) {
        List<Object> candidates = new ArrayList<>(answer.choices().size());
        for (Choice choice : answer.choices()) {
            Message message = choice.message();
            Map<String, Object> candidate = candidate(
                    choice.index(),
                    parts(message, message.toolCalls(), thoughts),
                    choice.finishReason() == null ? FinishReason.STOP : choice.finishReason());
            ground(candidate, Citations.read(message.extras()));
            candidates.add(candidate);
        }
        return answer(candidates, answer);
    }

    static Map<String, Object> answer(List<Object> candidates, ChatResponse about) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!candidates.isEmpty()) {
            fields.put("candidates", candidates);
        }
        if (about.usage() != null) {
            fields.put("usageMetadata", Usages.write(about.usage()));
        }
        if (!about.model().isEmpty()) {
            fields.put("modelVersion", about.model());
        }
        if (!about.id().isEmpty()) {
            fields.put("responseId", about.id());
        }
        return fields;
    }

    /** Tells the pages that an answer cites. */
    static void ground(Map<String, Object> candidate, List<Map<?, ?>> pages) {
        if (pages.isEmpty()) {
            return;
        }
        List<Object> chunks = new ArrayList<>(pages.size());
        for (Map<?, ?> page : pages) {
            Map<String, Object> web = new LinkedHashMap<>();
            web.put("uri", Citations.text(page, "url"));
            web.put("title", Citations.text(page, "title"));
            chunks.add(Map.of("web", web));
        }
        candidate.put("groundingMetadata", Map.of("groundingChunks", chunks));
    }

    static Map<String, Object> candidate(int index, List<Object> parts, @Nullable FinishReason reason) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("parts", parts);
        content.put("role", "model");
        Map<String, Object> candidate = new LinkedHashMap<>();
        // Google's libraries drop a turn of which a content has no parts.
        if (!parts.isEmpty()) {
            candidate.put("content", content);
        }
        if (reason != null) {
            candidate.put("finishReason", FinishReasons.word(reason));
        }
        candidate.put("index", index);
        return candidate;
    }

    /**
     * What a message says, with these calls behind it. A signature of Google's stands in the part behind the thoughts.
     *
     * @param shown whether the client sees thoughts
     */
    static List<Object> parts(Message message, List<ToolCall> calls, boolean shown) {
        List<Object> parts = new ArrayList<>(message.parts().size() + calls.size());
        Signature pending = null;
        for (Part said : Sound.inWords(message, false).distinctParts()) {
            if (said instanceof Part.Reasoning thoughts) {
                Signature signature = thoughts.signature();
                boolean own = signature != null && signature.dialect().equals("gemini");
                if (shown && (!thoughts.text().isEmpty() || (signature != null && !own))) {
                    parts.add(thought(thoughts.text(), own ? null : signature));
                }
                pending = own ? signature : pending;
                continue;
            }
            Map<String, Object> part = part(said);
            if (part != null) {
                ThoughtSignatures.write(part, pending);
                pending = null;
                parts.add(part);
            }
        }
        String sound = Sound.data(message);
        if (!sound.isEmpty()) {
            parts.add(Media.inlineData(Sound.type(sound), sound));
        }
        if (ExtraContent.isIn(calls)) {
            pending = null;
        }
        for (ToolCall call : calls) {
            Map<String, Object> part = call(call);
            Signature exact = ExtraContent.read(call);
            ThoughtSignatures.write(part, exact == null ? pending : exact);
            pending = null;
            parts.add(part);
        }
        if (pending != null) {
            Map<String, Object> part = ContentWriter.text("");
            ThoughtSignatures.write(part, pending);
            parts.add(part);
        }
        return parts;
    }

    private static Map<String, Object> thought(String text, @Nullable Signature signature) {
        Map<String, Object> part = ContentWriter.text(text);
        part.put("thought", true);
        ThoughtSignatures.write(part, signature);
        return part;
    }

    /** Null for what says nothing to a client of this dialect. */
    private static @Nullable Map<String, Object> part(Part part) {
        return switch (part) {
            case Part.Text text -> text.text().isEmpty() ? null : ContentWriter.text(text.text());
            case Part.Refusal refusal -> refusal.text().isEmpty() ? null : ContentWriter.text(refusal.text());
            case Part.Image image -> image(image);
            case Part.Other other -> null;
            case Part.Reasoning reasoning -> null;
        };
    }

    private static Map<String, Object> image(Part.Image image) {
        try {
            return Media.write(image, "");
        } catch (CannotExpressException e) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("fileUri", image.url());
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("fileData", file);
            return part;
        }
    }

    private static Map<String, Object> call(ToolCall call) {
        Map<String, Object> function = new LinkedHashMap<>();
        if (!call.id().isEmpty()) {
            function.put("id", call.id());
        }
        function.put("name", call.name());
        function.put("args", ToolArguments.object(call.arguments()));
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("functionCall", function);
        return part;
    }
}
