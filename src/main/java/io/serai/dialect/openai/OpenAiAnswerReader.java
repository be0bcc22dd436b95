package io.serai.dialect.openai;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Usage;
import io.serai.dialect.AnswerReader;
import io.serai.dialect.EventStream;
import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers in OpenAI's form, a whole one or a stream: what it is, the first byte tells, since content types cannot be relied on.
 * A stream is complete when [DONE] has come, or, for vendors that leave it out, when every choice has its finish reason.
 */
final class OpenAiAnswerReader implements AnswerReader {
    private static final Map<String, FinishReason> FINISH_REASONS = Map.ofEntries(
            Map.entry("stop", FinishReason.STOP),
            Map.entry("eos", FinishReason.STOP),
            Map.entry("length", FinishReason.LENGTH),
            Map.entry("model_length", FinishReason.LENGTH),
            Map.entry("tool_calls", FinishReason.TOOL_CALLS),
            Map.entry("function_call", FinishReason.FUNCTION_CALL),
            Map.entry("content_filter", FinishReason.CONTENT_FILTER),
            Map.entry("sensitive", FinishReason.CONTENT_FILTER),
            Map.entry("error", FinishReason.ERROR),
            Map.entry("network_error", FinishReason.ERROR),
            Map.entry("insufficient_system_resource", FinishReason.ERROR));

    private final InputStream in;
    private final @Nullable EventStream events;
    private final Map<Integer, Boolean> finished = new HashMap<>();
    private boolean done;

    OpenAiAnswerReader(InputStream body) throws IOException {
        PushbackInputStream sniffing = new PushbackInputStream(body, 1);
        int first = sniffing.read();
        while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
            first = sniffing.read();
        }
        if (first < 0) {
            throw new MalformedException("The answer is empty", null);
        }
        if (first == '<') {
            throw new MalformedException("The answer is a web page", null);
        }
        sniffing.unread(first);
        this.in = sniffing;
        this.events = first == '{' || first == '[' ? null : new EventStream(sniffing);
    }

    @Override
    public @Nullable ChatResponse next() throws IOException {
        if (done) {
            return null;
        }
        if (events == null) {
            done = true;
            return read(Json.parseObject(OpenAiClient.readWhole(in)));
        }
        byte[] data = events.next();
        while (data != null && data.length == 0) {
            data = events.next();
        }
        if (data == null) {
            done = true;
            if (finished.isEmpty() || finished.containsValue(false)) {
                throw new MalformedException("The stream was cut", null);
            }
            return null;
        }
        if (isDone(data)) {
            done = true;
            return null;
        }
        Fields piece = Json.parseObject(data);
        if (events.name().equals("error")) {
            throw Errors.inBody(piece, 0);
        }
        return read(piece);
    }

    private static boolean isDone(byte[] data) {
        return data.length >= 6 && data[0] == '[' && data[1] == 'D' && data[5] == ']';
    }

    private ChatResponse read(Fields answer) {
        Errors.throwIfAny(answer, 0);
        answer.drop("object");
        List<Choice> choices = new ArrayList<>(1);
        boolean hasChoices = answer.peek("choices") instanceof List;
        for (Fields choice : answer.objects("choices")) {
            choices.add(choice(choice, choices.size()));
        }
        Fields usage = answer.peek("usage") instanceof Map ? answer.object("usage") : null;
        if (!hasChoices && usage == null) {
            throw new MalformedException("The answer has no choices", "choices");
        }
        return new ChatResponse(
                answer.textIfAny("id", ""),
                answer.numberIfAny("created", 0),
                answer.textIfAny("model", ""),
                choices,
                usage == null ? null : usage(usage),
                answer.rest());
    }

    private Choice choice(Fields choice, int position) {
        int index = (int) choice.numberIfAny("index", position);
        Fields said = choice.object("delta");
        if (said == null) {
            said = choice.object("message");
        }
        choice.drop("delta");
        choice.drop("message");
        Message message = said == null
                ? new Message(Role.ASSISTANT, List.of(), List.of(), Map.of())
                : Messages.read(said, Role.ASSISTANT);
        FinishReason reason = null;
        String word = choice.textIfAny("finish_reason", "");
        choice.drop("finish_reason");
        if (!word.isEmpty()) {
            reason = FINISH_REASONS.getOrDefault(word, FinishReason.STOP);
            if (!word.equals(AnswerWriter.name(reason))) {
                choice.keep("native_finish_reason", word);
            }
        }
        finished.merge(index, reason != null, Boolean::logicalOr);
        return new Choice(index, message, reason, choice.rest());
    }

    static Usage usage(Fields usage) {
        long cached = detail(usage, "prompt_tokens_details", "cached_tokens");
        if (cached == Usage.UNKNOWN && usage.peek("prompt_cache_hit_tokens") instanceof Number hits) {
            cached = hits.longValue();
        }
        long reasoning = detail(usage, "completion_tokens_details", "reasoning_tokens");
        long input = usage.numberIfAny("prompt_tokens", 0);
        long output = usage.numberIfAny("completion_tokens", 0);
        return new Usage(input, output, cached, reasoning, usage.rest());
    }

    /** The detail stays where it is, so that it is written again just as it was. */
    private static long detail(Fields usage, String object, String name) {
        return usage.peek(object) instanceof Map<?, ?> details && details.get(name) instanceof Number number
                ? number.longValue()
                : Usage.UNKNOWN;
    }
}
