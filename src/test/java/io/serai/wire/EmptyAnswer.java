package io.serai.wire;

import java.util.List;

/** A vendor that answers 200 and says nothing. */
public final class EmptyAnswer extends Always {

    private EmptyAnswer(String body, String... events) {
        super(Answer.json(200, body), Answer.stream(List.of(events)));
    }

    /** Nothing after the head. */
    public static EmptyAnswer withoutBody() {
        return new EmptyAnswer("");
    }

    /** {@code "choices": []}; in a stream the same, then the end. */
    public static EmptyAnswer withoutChoices() {
        return new EmptyAnswer(whole(""), chunk(""), Json.event("[DONE]"));
    }

    /** A choice with {@code "content": ""} that ends with "stop". */
    public static EmptyAnswer withoutContent() {
        return new EmptyAnswer(
                whole(choice("message", "{\"role\":\"assistant\",\"content\":\"\"}", "\"stop\"")),
                chunk(choice("delta", "{\"role\":\"assistant\",\"content\":\"\"}", "null")),
                chunk(choice("delta", "{}", "\"stop\"")),
                Json.event("[DONE]"));
    }

    private static String whole(String choice) {
        return envelope("chat.completion", choice);
    }

    private static String chunk(String choice) {
        return Json.event(envelope("chat.completion.chunk", choice));
    }

    private static String envelope(String object, String choice) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"%s\",\"created\":1763683200,\"model\":\"small\",\"choices\":[%s]}"
                .formatted(object, choice);
    }

    private static String choice(String part, String content, String finishReason) {
        return "{\"index\":0,\"%s\":%s,\"finish_reason\":%s}".formatted(part, content, finishReason);
    }
}
