package io.serai.dialect.gemini;

import io.serai.chat.ChatException;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Original;
import io.serai.chat.Part;
import io.serai.chat.ResponseCollector;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.chat.Usage;
import io.serai.dialect.Citations;
import io.serai.dialect.EventWriter;
import io.serai.dialect.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of answers in Gemini's form, as events or as the elements of a JSON list. Calls go out whole, when their choice is done;
 * the last event of a choice waits for the usage, which other vendors send later than Google. Each event has a content with a part, if
 * only an empty text, as Google's have: its libraries for Python and JavaScript drop a turn from a chat's history after one without.
 */
final class GeminiEvents implements EventWriter {
    /** The original of a piece that clients of this dialect have seen all of. */
    static final Original TOLD_ALREADY = Original.of("gemini", Map.of());

    private static final byte[] NOTHING = {};
    private static final byte[] LINE = {'\n'};
    private static final byte[] KEEP_ALIVE = ascii(
            "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\"}], \"role\": \"model\"}, \"index\":"
                    + " 0}]}\n\n");

    private final boolean list;
    private final boolean thoughts;
    private final Map<Integer, ResponseCollector> calls = new TreeMap<>();
    private final Map<Integer, List<Map<?, ?>>> cited = new TreeMap<>();
    private boolean begun;
    private String id = "";
    private String model = "";
    private @Nullable Usage usage;
    private List<Object> held = new ArrayList<>();

    /**
     * @param list whether to write a JSON list rather than events
     * @param thoughts whether the client sees them
     */
    GeminiEvents(boolean list, boolean thoughts) {
        this.list = list;
        this.thoughts = thoughts;
    }

    @Override
    public String contentType() {
        return list ? "application/json; charset=utf-8" : "text/event-stream; charset=utf-8";
    }

    @Override
    public byte[] piece(ChatResponse piece) {
        Original original = piece.originalIn("gemini");
        if (original != null) {
            return original.tree().isEmpty() ? NOTHING : event(original.tree());
        }
        id = id.isEmpty() ? piece.id() : id;
        model = piece.model().isEmpty() ? model : piece.model();
        usage = piece.usage() == null ? usage : piece.usage();
        List<Object> now = new ArrayList<>(piece.choices().size());
        for (Choice choice : piece.choices()) {
            gather(choice);
            List<Map<?, ?>> pages = Citations.read(choice.message().extras());
            if (!pages.isEmpty()) {
                cited.computeIfAbsent(choice.index(), first -> new ArrayList<>())
                        .addAll(pages);
            }
            if (choice.finishReason() != null) {
                List<Object> rest = AnswerWriter.parts(choice.message(), gathered(choice.index()), thoughts);
                Map<String, Object> last = AnswerWriter.candidate(
                        choice.index(), rest.isEmpty() ? List.of(ContentWriter.text("")) : rest, choice.finishReason());
                AnswerWriter.ground(last, cited.getOrDefault(choice.index(), List.of()));
                held.add(last);
                continue;
            }
            List<Object> parts = AnswerWriter.parts(choice.message(), List.of(), thoughts);
            if (!parts.isEmpty()) {
                now.add(AnswerWriter.candidate(choice.index(), parts, null));
            }
        }
        return now.isEmpty() ? NOTHING : event(AnswerWriter.answer(now, about(null)));
    }

    private void gather(Choice choice) {
        if (!choice.message().toolCalls().isEmpty()) {
            Message fragments = new Message(
                    Role.ASSISTANT, List.<Part>of(), choice.message().toolCalls(), Map.of());
            calls.computeIfAbsent(choice.index(), first -> new ResponseCollector())
                    .add(new ChatResponse(
                            "", 0, "", List.of(new Choice(0, fragments, null, Map.of())), null, Map.of()));
        }
    }

    private List<ToolCall> gathered(int index) {
        ResponseCollector collector = calls.remove(index);
        return collector == null
                ? List.of()
                : collector.whole().choices().getFirst().message().toolCalls();
    }

    private ChatResponse about(@Nullable Usage cost) {
        return new ChatResponse(id, 0, model, List.of(), cost, Map.of());
    }

    @Override
    public byte[] end() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        if (!held.isEmpty() || usage != null) {
            bytes.writeBytes(event(AnswerWriter.answer(held, about(usage))));
            held = new ArrayList<>();
            usage = null;
        }
        if (list) {
            bytes.writeBytes(ascii(begun ? "\n]" : "[]"));
        }
        return bytes.toByteArray();
    }

    @Override
    public byte[] error(ChatException error) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(event(Errors.write(error)));
        if (list) {
            bytes.writeBytes(ascii("\n]"));
        }
        return bytes.toByteArray();
    }

    /** Space between the elements of a list, and an empty text among events: Google's libraries know no comments. */
    @Override
    public byte[] keepAlive() {
        return list ? LINE.clone() : KEEP_ALIVE.clone();
    }

    private byte[] event(Map<String, Object> answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(ascii(list ? (begun ? ",\n" : "[") : "data: "));
        begun = true;
        Json.append(bytes, new LinkedHashMap<>(answer));
        if (!list) {
            bytes.writeBytes(ascii("\n\n"));
        }
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
