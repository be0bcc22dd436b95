package io.serai.e2e.matrix;

import io.serai.Dialects;
import io.serai.dialect.ClientDialect;
import java.util.List;

/** Applications that speak dialects which Serai does not speak to vendors. */
final class ServerOnly {

    private ServerOnly() {}

    static List<Speaker> speakers() {
        return List.of(new ResponsesSpeaker(), new CompletionsSpeaker());
    }

    /** Whose errors some of them have. */
    static ClientDialect openAi() {
        return Dialects.CLIENTS.stream()
                .filter(dialect -> dialect.name().equals("openai"))
                .findFirst()
                .orElseThrow();
    }
}
