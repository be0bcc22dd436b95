package io.serai.dialect.openai;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.dialect.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Canonical answers to OpenAI's form; the pieces of a stream are written by {@link OpenAiEvents}. */
final class AnswerWriter {

    private AnswerWriter() {}

    static Map<String, Object> whole(ChatResponse answer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", answer.id().isEmpty() ? Ids.answer() : answer.id());
        fields.put("object", "chat.completion");
        fields.put("created", created(answer));
        fields.put("model", answer.model());
        List<Object> choices = new ArrayList<>(answer.choices().size());
        for (Choice choice : answer.choices()) {
            choices.add(whole(choice));
        }
        fields.put("choices", choices);
        if (answer.usage() != null) {
            fields.put("usage", Usages.write(answer.usage()));
        }
        Fields.addRest(fields, answer.extras());
        // Padding that hides how long the pieces of a stream are.
        fields.remove("obfuscation");
        return fields;
    }

    private static Map<String, Object> whole(Choice choice) {
        FinishReason reason = choice.finishReason() == null ? FinishReason.STOP : choice.finishReason();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", choice.index());
        fields.put("message", MessageWriter.whole(choice.message()));
        fields.put("logprobs", null);
        fields.put("finish_reason", FinishReasons.word(reason));
        return Fields.addRest(fields, choice.extras());
    }

    /** When an answer was made; now, if its vendor has not told. */
    static long created(ChatResponse answer) {
        return answer.created() == 0 ? System.currentTimeMillis() / 1000 : answer.created();
    }
}
