package io.serai.provider.health;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Part;
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
 * it, or that have not asked to see it. The oldest goes first. A call is known by its id and its arguments, since some vendors count their ids anew in each answer.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks">OpenRouter wants them back</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Google's, OpenAI compatibility</a>
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking#preserving-thinking-blocks">Anthropic's</a>
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

    /**
     * @param thoughts those that are signed
     * @param length bytes of all of it, about
     */
    private record Kept(@Nullable Object details, @Nullable Object extra, List<Part> thoughts, int length) {
        static final Kept NOTHING = new Kept(null, null, List.of(), 0);
    }

    private final Map<Key, Kept> known = new LinkedHashMap<>();
    private long length;

    /** Keeps what stands beside an answer's calls. */
    public void keep(ChatResponse answer) {
        for (Choice choice : answer.choices()) {
            Message said = choice.message();
            Object details = said.extras().get(DETAILS);
            List<Part> thoughts = said.toolCalls().isEmpty() ? List.of() : signed(said);
            for (ToolCall call : said.toolCalls()) {
                Object extra = call.extras().get(EXTRA);
                if (details != null || extra != null || !thoughts.isEmpty()) {
                    int bytes = Json.write(details).length
                            + Json.write(extra).length
                            + length(thoughts)
                            + call.arguments().length();
                    keep(Key.of(call), new Kept(details, extra, thoughts, bytes));
                }
            }
        }
    }

    /** The thoughts before calls; nothing where the calls have the signatures themselves. */
    private static List<Part> signed(Message said) {
        List<Part> signed = new ArrayList<>(0);
        if (said.toolCalls().stream().anyMatch(call -> call.extras().containsKey(EXTRA))) {
            return signed;
        }
        for (Part part : said.parts()) {
            if (isSigned(part)) {
                signed.add(part);
            }
        }
        return signed;
    }

    private static boolean isSigned(Part part) {
        return part instanceof Part.Reasoning thoughts && thoughts.signature() != null;
    }

    private static int length(List<Part> thoughts) {
        int length = 0;
        for (Part part : thoughts) {
            if (part instanceof Part.Reasoning thought && thought.signature() != null) {
                length += 2 * thought.text().length()
                        + thought.signature().value().length();
            }
        }
        return length;
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
        List<Part> parts = message.parts();
        boolean signed = parts.stream().anyMatch(CallDetails::isSigned);
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
            if (!signed && !kept.thoughts.isEmpty()) {
                // Those of a turn come before its calls, once.
                parts = new ArrayList<>(kept.thoughts);
                parts.addAll(message.parts());
                signed = true;
                same = false;
            }
        }
        return same ? null : new Message(message.role(), parts, calls, extras);
    }

    private static Map<String, Object> with(Map<String, Object> extras, String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(extras);
        all.put(name, value);
        return all;
    }
}
