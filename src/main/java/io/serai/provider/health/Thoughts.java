package io.serai.provider.health;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Role;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Thoughts of models before they called tools, for vendors that want them back and clients that cannot carry it. The oldest thoughts go
 * first; in place of those that nobody knows any more stands a word, since only their absence is refused.
 *
 * @see <a href="https://api-docs.deepseek.com/guides/thinking_mode#tool-calls">DeepSeek wants them back</a>
 */
public final class Thoughts {
    private static final String FORGOTTEN = "(not kept)";

    /** Letters of all thoughts together, about twice as many bytes. */
    private static final long MOST = 4 << 20;

    private static final int LONGEST = 64 << 10;

    /** By the ids of the calls. */
    private final Map<String, String> known = new LinkedHashMap<>();

    private long letters;

    /** Keeps what an answer's calls were made for. */
    public synchronized void keep(ChatResponse answer) {
        for (Choice choice : answer.choices()) {
            Message said = choice.message();
            String thoughts = said.toolCalls().isEmpty() ? "" : said.reasoning();
            if (thoughts.isEmpty() || thoughts.length() > LONGEST) {
                continue;
            }
            for (ToolCall call : said.toolCalls()) {
                String before = known.put(call.id(), thoughts);
                letters += thoughts.length() - (before == null ? 0 : before.length());
            }
        }
        Iterator<String> oldest = known.values().iterator();
        while (letters > MOST && oldest.hasNext()) {
            letters -= oldest.next().length();
            oldest.remove();
        }
    }

    private synchronized String of(Message message) {
        for (ToolCall call : message.toolCalls()) {
            String thoughts = known.get(call.id());
            if (thoughts != null) {
                return thoughts;
            }
        }
        return FORGOTTEN;
    }

    /** The request with the thoughts that its client has not brought along; the same one if none are missing. */
    public ChatRequest added(ChatRequest request) {
        List<Message> messages = null;
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            if (message.role() == Role.ASSISTANT
                    && !message.toolCalls().isEmpty()
                    && message.reasoning().isEmpty()) {
                messages = messages == null ? new ArrayList<>(request.messages()) : messages;
                List<Part> parts = new ArrayList<>(message.parts());
                parts.addFirst(new Part.Reasoning(of(message), Part.Reasoning.FIELD));
                messages.set(i, new Message(message.role(), parts, message.toolCalls(), message.extras()));
            }
        }
        return messages == null ? request : request.withMessages(messages);
    }
}
