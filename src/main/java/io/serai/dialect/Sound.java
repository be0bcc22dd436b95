package io.serai.dialect;

import io.serai.chat.Message;
import io.serai.chat.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an answer lets be heard, in OpenAI's form, which stands among the fields of its message: base64 and its transcript.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message-audio">Audio of a message</a>
 */
public final class Sound {
    private static final String FIELD = "audio";
    private static final String DATA = "data";
    private static final String TRANSCRIPT = "transcript";

    /** How base64 of the usual kinds begins; raw samples begin with anything. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "UklGR", "audio/wav", "SUQz", "audio/mp3", "//", "audio/mp3", "T2dnUw", "audio/ogg", "ZkxhQ", "audio/flac");

    private static final String SAMPLES = "audio/L16;codec=pcm;rate=24000";

    private Sound() {}

    /** The fields of a message that lets something be heard. */
    public static Map<String, Object> fields(String id, String data) {
        Map<String, Object> audio = new LinkedHashMap<>();
        audio.put("id", "audio_" + id);
        audio.put(DATA, data);
        audio.put(TRANSCRIPT, "");
        audio.put("expires_at", 0);
        return Map.of(FIELD, audio);
    }

    /** The base64; empty if there is none. */
    public static String data(Message said) {
        return text(said, DATA);
    }

    /** What kind of sound base64 is. */
    public static String type(String data) {
        for (Map.Entry<String, String> beginning : BEGINNINGS.entrySet()) {
            if (data.startsWith(beginning.getKey())) {
                return beginning.getValue();
            }
        }
        return SAMPLES;
    }

    /**
     * The message with the words of what it lets be heard, for clients that cannot hear it.
     *
     * @param whole whether it is all of the answer, which must not be empty then
     */
    public static Message inWords(Message said, boolean whole) {
        if (said.extras().isEmpty() || !(said.extras().get(FIELD) instanceof Map)) {
            return said;
        }
        String words = text(said, TRANSCRIPT);
        boolean silent = whole
                && words.isEmpty()
                && said.parts().isEmpty()
                && said.toolCalls().isEmpty();
        if (words.isEmpty() && !silent) {
            return said;
        }
        List<Part> parts = new ArrayList<>(said.parts());
        parts.add(new Part.Text(silent ? "[A sound that cannot be heard here was left out.]" : words, true, Map.of()));
        return new Message(said.role(), parts, said.toolCalls(), said.extras());
    }

    private static String text(Message said, String name) {
        return said.extras().get(FIELD) instanceof Map<?, ?> audio && audio.get(name) instanceof String text
                ? text
                : "";
    }
}
