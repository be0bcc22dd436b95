package io.serai.wire;

import java.util.List;

/** A vendor whose JSON breaks off, in an answer that is whole as far as HTTP goes. */
public final class BadJson extends Always {
    private static final String TRUNCATED =
            "{\"id\":\"chatcmpl-bad\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,";

    public BadJson() {
        super(Answer.json(200, TRUNCATED), Answer.stream(List.of(Json.event(TRUNCATED), Json.event("[DONE]"))));
    }
}
