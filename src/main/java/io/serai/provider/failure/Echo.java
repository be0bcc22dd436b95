package io.serai.provider.failure;

import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Request;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The quotes of the request in a vendor's message. The client chooses those words, so that they must say nothing of keys, limits or
 * models.
 */
public final class Echo {
    /** Stands where the vendor names the model that was asked for. */
    public static final String NAME = "(this one)";

    private static final Pattern QUOTED = Pattern.compile(
            "(?<![\\p{L}\\p{N}])['\"`\u2018\u201c\u00ab]([^'\"`\u2019\u201d\u00bb]{1,400})['\"`\u2019\u201d\u00bb]");

    /** Shorter names hold no words that mean anything. */
    private static final int SHORTEST_NAME = 4;

    /** So many characters in a row are no coincidence. */
    private static final int RUN = 24;

    /** How much of a request is looked at: what vendors quote is mostly its beginning. */
    private static final int MOST = 512 << 10;

    private final List<String> names = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private int length;

    private Echo(@Nullable Request request) {
        switch (request) {
            case null -> {
                // Has no words of the client.
            }
            case ChatRequest chat -> {
                chat.tools().forEach(this::add);
                chat.messages().forEach(this::add);
                addText(chat.parameters(), 0);
            }
            case EmbeddingRequest embedding -> {
                addText(embedding.input(), 0);
                addText(embedding.parameters(), 0);
            }
        }
    }

    /** The vendor's message without what the request has said, and with {@link #NAME} for the model. */
    public static String without(String text, String model, @Nullable Request request) {
        if (text.isBlank()) {
            return text;
        }
        Echo echo = new Echo(request);
        String left = named(text, model, NAME);
        for (String name : echo.names) {
            left = named(left, name, " ");
        }
        return echo.unquoted(echo.cut(left));
    }

    private void add(Tool tool) {
        names.add(tool.name());
        addText(tool.description(), 0);
        addText(tool.parameters(), 0);
    }

    private void add(Message message) {
        for (ToolCall call : message.toolCalls()) {
            names.add(call.name());
            addText(call.id(), 0);
            addText(call.arguments(), 0);
        }
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text said -> addText(said.text(), 0);
                case Part.Reasoning thought -> addText(thought.text(), 0);
                case Part.Refusal refusal -> addText(refusal.text(), 0);
                case Part.Image image -> addText(image.url(), 0);
                case Part.Other other -> addText(other.fields(), 0);
            }
        }
        addText(message.extras(), 0);
    }

    private void addText(@Nullable Object value, int depth) {
        if (length >= MOST || depth > 8) {
            return;
        }
        switch (value) {
            case String text -> {
                String part = text.length() > MOST - length ? text.substring(0, MOST - length) : text;
                length += part.length();
                texts.add(part.toLowerCase(Locale.ROOT));
            }
            case Iterable<?> list -> list.forEach(item -> addText(item, depth + 1));
            case Map<?, ?> map ->
                map.forEach((name, item) -> {
                    addText(name, depth + 1);
                    addText(item, depth + 1);
                });
            case null, default -> {
                // Numbers hold no words.
            }
        }
    }

    /** With something else in the place of a name, wherever it stands by itself. */
    private static String named(String text, String name, String instead) {
        if (name.length() < SHORTEST_NAME || name.length() > text.length()) {
            return text;
        }
        StringBuilder left = new StringBuilder();
        int from = 0;
        for (int at = 0; at + name.length() <= text.length(); at++) {
            int end = at + name.length();
            if (text.regionMatches(true, at, name, 0, name.length()) && isEdge(text, at - 1) && isEdge(text, end)) {
                left.append(text, from, at).append(instead);
                from = end;
                at = end - 1;
            }
        }
        return from == 0 ? text : left.append(text, from, text.length()).toString();
    }

    private static boolean isEdge(String text, int at) {
        return at < 0 || at >= text.length() || !Character.isLetterOrDigit(text.charAt(at));
    }

    /** Without what stands in quotes and in the request. */
    private String unquoted(String text) {
        Matcher quoted = QUOTED.matcher(text);
        StringBuilder left = new StringBuilder();
        while (quoted.find()) {
            String words = quoted.group(1).toLowerCase(Locale.ROOT);
            boolean ours = words.length() >= SHORTEST_NAME && texts.stream().anyMatch(said -> said.contains(words));
            quoted.appendReplacement(left, Matcher.quoteReplacement(ours ? "''" : quoted.group()));
        }
        return quoted.appendTail(left).toString();
    }

    /** Without long runs of characters that stand in the request, too. */
    private String cut(String text) {
        String low = text.toLowerCase(Locale.ROOT);
        if (low.length() != text.length() || low.length() < RUN || texts.isEmpty()) {
            return text;
        }
        Map<Long, List<Integer>> runs = new HashMap<>();
        boolean[] marks = new boolean[1 << 16];
        Rolling.over(low, RUN, (hash, at) -> {
            runs.computeIfAbsent(hash, same -> new ArrayList<>(1)).add(at);
            marks[mark(hash)] = true;
        });
        boolean[] quoted = new boolean[low.length()];
        for (String said : texts) {
            Rolling.over(said, RUN, (hash, at) -> {
                if (marks[mark(hash)]) {
                    // Each run is found once: a message that repeats itself costs no more.
                    List<Integer> places = runs.get(hash);
                    if (places != null
                            && said.startsWith(low.substring(places.getFirst(), places.getFirst() + RUN), at)) {
                        places.forEach(place -> Arrays.fill(quoted, place, place + RUN, true));
                        runs.remove(hash);
                    }
                }
            });
        }
        StringBuilder left = new StringBuilder(text);
        for (int i = 0; i < quoted.length; i++) {
            if (quoted[i]) {
                left.setCharAt(i, ' ');
            }
        }
        return left.toString();
    }

    private static int mark(long hash) {
        return (int) (hash >>> 48);
    }
}
