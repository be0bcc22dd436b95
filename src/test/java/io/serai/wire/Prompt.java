package io.serai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What fake vendors understand of a chat request; a token is a word to them. */
final class Prompt {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=\\S)(?=\\s)");

    private Prompt() {}

    static String lastUserText(JsonNode request) {
        JsonNode messages = request.path("messages");
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).path("role").asText().equals("user")) {
                return text(messages.get(i).path("content"));
            }
        }
        return "";
    }

    /** The words of all messages. */
    static int tokens(JsonNode request) {
        return each(request.path("messages"))
                .mapToInt(message -> (int) words(text(message.path("content"))).count())
                .sum();
    }

    /** The words with the space before them, so that joined they are the text again. */
    static Stream<String> words(String text) {
        return text.isEmpty() ? Stream.empty() : BETWEEN_WORDS.splitAsStream(text);
    }

    private static String text(JsonNode content) {
        return content.isArray()
                ? each(content).map(part -> part.path("text").asText()).collect(Collectors.joining())
                : content.asText();
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
