package io.serai.dialect.responses;

import io.serai.chat.Choice;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.ToolCall;
import io.serai.dialect.Sound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items of an answer while it is written, whole or piece by piece: the thoughts, the message, and each call is one. */
final class Output {
    /** Takes no events. */
    static final Listener NOBODY = (type, fields) -> {};

    private static final String BASE64 = ";base64,";

    private final String suffix;
    private final Offered offered;
    private final boolean summary;
    private final Listener listener;
    private final List<Item> items = new ArrayList<>();
    private final Map<Integer, CallItem> calls = new LinkedHashMap<>();
    private @Nullable ThoughtItem thought;
    private @Nullable MessageItem message;
    private @Nullable CompactionItem compaction;
    private String field = "";
    private List<?> logprobs = List.of();

    /**
     * @param offered the tools that may be called
     * @param summary whether what is said is a summary of the conversation
     */
    Output(String suffix, Offered offered, boolean summary, Listener listener) {
        this.summary = summary;
        this.suffix = suffix;
        this.offered = offered;
        this.listener = listener;
    }

    /** The receiver of events. */
    interface Listener {
        void event(String type, Map<String, Object> fields);
    }

    void add(Choice choice) {
        Message said = Sound.inWords(choice.message(), false);
        logprobs = logprobs(choice.extras().get("logprobs"));
        for (Part part : said.parts()) {
            switch (part) {
                case Part.Text text -> say(text.text(), false);
                case Part.Refusal refusal -> say(refusal.text(), true);
                case Part.Reasoning thoughts -> think(thoughts);
                case Part.Image image -> show(image.url());
                // There is no item for what else an answer may show.
                case Part.Other other -> {}
            }
        }
        if (message != null) {
            message.annotate(said.extras().get("annotations"));
            message.weigh(logprobs);
        }
        for (ToolCall call : said.toolCalls()) {
            call(call);
        }
    }

    private void say(String text, boolean refusal) {
        if (text.isEmpty()) {
            return;
        }
        endThought();
        if (summary) {
            compaction = compaction == null ? begin(new CompactionItem(id("cmp"), items.size(), listener)) : compaction;
            compaction.say(text);
            return;
        }
        if (message == null) {
            message = begin(new MessageItem(id("msg"), items.size(), listener));
        }
        message.say(text, refusal, logprobs);
        logprobs = List.of();
    }

    /** An image as data is an item of its own; one behind an address becomes words. */
    private void show(String url) {
        int data = url.startsWith("data:") ? url.indexOf(BASE64) : -1;
        if (data < 0) {
            say("![image](" + url + ')', false);
            return;
        }
        endThought();
        endMessage();
        begin(new ImageItem(id("ig"), items.size(), listener, url.substring(data + BASE64.length())))
                .end(AnswerWriter.COMPLETED);
    }

    private static List<?> logprobs(@Nullable Object told) {
        return told instanceof Map<?, ?> map && map.get("content") instanceof List<?> tokens ? tokens : List.of();
    }

    /** Where the same thoughts come in two fields, those of the first one count. */
    private void think(Part.Reasoning thoughts) {
        if (thoughts.text().isEmpty() && thoughts.signature() == null) {
            return;
        }
        field = field.isEmpty() ? thoughts.field() : field;
        if (!thoughts.field().equals(field)) {
            return;
        }
        endMessage();
        boolean redacted = thoughts.signature() != null && thoughts.signature().redacted();
        if (redacted) {
            endThought();
        }
        if (thought == null) {
            thought = begin(new ThoughtItem(id("rs"), items.size(), listener));
        }
        thought.think(thoughts.text());
        if (thoughts.signature() != null) {
            thought.sign(thoughts.signature());
            endThought();
        }
    }

    private void call(ToolCall call) {
        endThought();
        endMessage();
        boolean goesOn = call.index() < 0 && call.name().isEmpty() && !calls.isEmpty();
        int place = goesOn ? calls.size() - 1 : call.index() < 0 ? calls.size() : call.index();
        CallItem open = calls.get(place);
        if (open == null) {
            String kind = offered.isCustom(call.name()) ? "ctc" : "fc";
            open = begin(new CallItem(id(kind), items.size(), listener, call, offered));
            calls.put(place, open);
        } else {
            open.name(call);
        }
        open.argue(call.arguments());
    }

    private <I extends Item> I begin(I item) {
        items.add(item);
        item.begin();
        return item;
    }

    private void endThought() {
        if (thought != null) {
            thought.end(AnswerWriter.COMPLETED);
            thought = null;
        }
    }

    private void endMessage() {
        if (message != null) {
            message.end(AnswerWriter.COMPLETED);
            message = null;
        }
    }

    /** Ends what is not at its end yet: whole, or cut off. */
    void close(String status) {
        if (thought != null) {
            thought.end(status);
        }
        if (message != null) {
            message.end(status);
        }
        if (compaction != null) {
            compaction.end(status);
        }
        calls.values().forEach(call -> call.end(status));
    }

    List<Object> items() {
        return items.stream().<Object>map(Item::fields).toList();
    }

    private String id(String kind) {
        return kind + '_' + suffix + items.size();
    }
}
