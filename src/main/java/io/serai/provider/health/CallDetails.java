package io.serai.provider.health;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import io.serai.dialect.Json;
import io.serai.dialect.ToolArguments;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor writes beside its calls for itself (signed thoughts) and wants back with them, for clients whose dialect has no place for
 * it. The oldest goes first. A call is known by its id and its arguments, since some vendors count their ids anew in each answer.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks">OpenRouter wants them back</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Google's, OpenAI compatibility</a>
 */
public final class CallDetails {
    /** Of a message. */
    private static final String DETAILS = "reasoning_details";

    /** Of a call. */
    private static final String EXTRA = "extra_content";

    /** Bytes of all of it as JSON. */
    private static final long MOST = 8 << 20;

    private static final int LONGEST = 256 << 10;

    private record Key(String id, Map<?, ?> arguments) {
        static Key of(ToolCall call) {
            return new Key(call.id(), ToolArguments.object(call.arguments()));
        }
    }

    private record Kept(@Nullable Object details, @Nullable Object extra, int length) {
        static final Kept NOTHING = new Kept(null, null, 0);
    }

    private final Map<Key, Kept> known = new LinkedHashMap<>();
    private long length;

    /** Keeps what stands beside an answer's calls. */
    public void keep(ChatResponse answer) {
        for (Choice choice : answer.choices()) {
            Message said = choice.message();
            Object details = said.extras().get(DETAILS);
            for (ToolCall call : said.toolCalls()) {
                Object extra = call.extras().get(EXTRA);
                if (details != null || extra != null) {
                    int bytes = Json.write(details).length
                            + Json.write(extra).length
                            + call.arguments().length();
                    keep(Key.of(call), new Kept(details, extra, bytes));
                }
            }
        }
    }

    private synchronized void keep(Key key, Kept kept) {
        if (kept.length > LONGEST) {
            return;
        }
        Kept before = known.remove(key);
        known.put(key, kept);
        length += kept.length - (before == null ? 0 : before.length);
        Iterator<Kept> oldest = known.values().iterator();
        while (length > MOST && oldest.hasNext()) {
            length -= oldest.next().length;
            oldest.remove();
        }
    }

    private synchronized boolean isEmpty() {
        return known.isEmpty();
    }

    private synchronized Kept of(ToolCall call) {
        return known.getOrDefault(Key.of(call), Kept.NOTHING);
    }

    /** The request with what its client has not brought along; the same one if nothing is missing. */
    public ChatRequest added(ChatRequest request) {
        if (isEmpty()) {
            return request;
        }
        List<Message> messages = null;
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            if (message.role() != Role.ASSISTANT || message.toolCalls().isEmpty()) {
                continue;
            }
            Message whole = added(message);
            if (whole != null) {
                messages = messages == null ? new ArrayList<>(request.messages()) : messages;
                messages.set(i, whole);
            }
        }
        return messages == null ? request : request.withMessages(messages);
    }

    /** Null if nothing is missing. */
    private @Nullable Message added(Message message) {
        Map<String, Object> extras = message.extras();
        List<ToolCall> calls = new ArrayList<>(message.toolCalls());
        boolean same = true;
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            Kept kept = of(call);
            Object details = kept.details;
            if (details != null && !extras.containsKey(DETAILS)) {
                extras = with(extras, DETAILS, details);
                same = false;
            }
            Object extra = kept.extra;
            if (extra != null && !call.extras().containsKey(EXTRA)) {
                Map<String, Object> more = with(call.extras(), EXTRA, extra);
                calls.set(i, new ToolCall(call.index(), call.id(), call.name(), call.arguments(), more));
                same = false;
            }
        }
        return same ? null : new Message(message.role(), message.parts(), calls, extras);
    }

    private static Map<String, Object> with(Map<String, Object> extras, String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(extras);
        all.put(name, value);
        return all;
    }
}
