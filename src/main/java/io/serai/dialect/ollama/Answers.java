package io.serai.dialect.ollama;

import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.CallIds;
import io.serai.dialect.Fields;
import io.serai.dialect.MalformedException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One answer in Ollama's form, whole or line by line, to a canonical one; the answer to a prompt is read as well. */
final class Answers {
    private final CallIds ids = new CallIds();
    private int calls;
    private long created;
    private boolean done;
    private @Nullable Usage usage;

    /** Whether the last line has come. */
    boolean done() {
        return done;
    }

    /** What the answer has cost, once. */
    @Nullable
    Usage takeUsage() {
        Usage told = usage;
        usage = null;
        return told;
    }

    /** @param whole whether the answer is this alone, so that its usage goes with it */
    ChatResponse read(Map<String, Object> answer, boolean whole) {
        Errors.throwIfAny(answer);
        boolean chat = answer.get("message") instanceof Map || !(answer.get("response") instanceof String);
        Object said = chat ? answer.get("message") : answer;
        done = Boolean.TRUE.equals(answer.get("done"));
        if (said == null && !done) {
            throw new MalformedException("The answer has no message", "message");
        }
        Message message = message(said instanceof Map<?, ?> map ? map : Map.of(), chat ? "content" : "response");
        FinishReason reason = done ? FinishReasons.of(text(answer, "done_reason"), calls > 0) : null;
        usage = done ? Metrics.read(answer) : null;
        List<Choice> choices = reason == null && !message.saysSomething()
                ? List.of()
                : List.of(new Choice(0, message, reason, Map.of()));
        created = created == 0 ? created(answer) : created;
        return new ChatResponse(
                "",
                created,
                text(answer, "model"),
                choices,
                whole ? takeUsage() : null,
                Map.of(),
                Original.of(chat ? OllamaServer.NAME : OllamaGenerateServer.NAME, answer));
    }

    private Message message(Map<?, ?> said, String content) {
        List<Part> parts = new ArrayList<>(2);
        String thinking = text(said, "thinking");
        if (!thinking.isEmpty()) {
            parts.add(new Part.Reasoning(thinking, Part.Reasoning.FIELD));
        }
        String text = text(said, content);
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text, true, Map.of()));
        }
        if (said.get("images") instanceof List<?> images) {
            for (Object item : images) {
                Part.Image image = item instanceof String base64 ? Images.read(base64) : null;
                if (image != null) {
                    parts.add(image);
                }
            }
        }
        return new Message(Role.ASSISTANT, parts, calls(said), Map.of());
    }

    /** A name is all that a call must have; ids are made up where there are none, as older versions give none. */
    private List<ToolCall> calls(Map<?, ?> said) {
        if (!(said.get("tool_calls") instanceof List<?> items)) {
            return List.of();
        }
        List<ToolCall> called = new ArrayList<>(items.size());
        for (Object item : items) {
            if (item instanceof Map<?, ?> call
                    && call.get("function") instanceof Map<?, ?> function
                    && function.get("name") instanceof String name) {
                String id = text(call, "id");
                called.add(new ToolCall(
                        calls++,
                        ids.own(id.isEmpty() ? Ids.toolCall() : id),
                        name,
                        Arguments.text(function.get("arguments")),
                        Map.of()));
            } else {
                throw Fields.of(Map.of()).wrong("tool_calls", "a list of functions with names", item);
            }
        }
        return called;
    }

    private static long created(Map<String, Object> answer) {
        try {
            String text = text(answer, "created_at");
            return text.isEmpty() ? 0 : Math.max(0, OffsetDateTime.parse(text).toEpochSecond());
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }
}
