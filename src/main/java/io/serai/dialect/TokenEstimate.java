package io.serai.dialect;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.serai.chat.ChatRequest;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the tokens of a request: every vendor cuts text its own way and only it can count, but all are near OpenAI's
 * vocabulary of 200,000 words. For a client's question how long its prompt is; no limit and no bill rests on it.
 */
public final class TokenEstimate {
    /** The separator between messages, and the role. */
    private static final int MESSAGE = 4;

    /** What a vendor puts before and after the definition of a tool. */
    private static final int TOOL = 12;

    /** A photograph as Anthropic and OpenAI count it, which is from 85 to 1,600 tokens by its size. */
    private static final int IMAGE = 1_000;

    /** A file of which nobody here counts the pages. */
    private static final int ATTACHMENT = 2_000;

    /** Tokens of a letter, where a tokenizer knows the language well, and where it does not. */
    private static final double ASCII_TOKENS = 0.28;

    private static final double OTHER_TOKENS = 0.5;

    /** Characters of a request that are counted; what goes beyond them is estimated by them. Half a second at worst. */
    private static final int SAMPLE = 200_000;

    /** No word or address is as long as this without a space, so it is a file. */
    private static final int LONGEST_WORD = 2_000;

    private TokenEstimate() {}

    /** The vocabulary, which takes a moment and some megabytes to load: not before somebody counts. */
    private static final class Vocabulary {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    /**
     * The tokens of a request's messages and tools by its letters alone: rather too many than too few, and in no time. For holding a part of
     * a limit until the vendor reports the truth.
     */
    public static long atMost(ChatRequest request) {
        double tokens = 0;
        for (Message message : request.messages()) {
            tokens += MESSAGE;
            tokens += atMost(message.parts());
            for (ToolCall call : message.toolCalls()) {
                tokens += MESSAGE + atMost(call.name()) + atMost(call.arguments());
            }
        }
        for (Tool tool : request.tools()) {
            tokens += TOOL + atMost(tool.description()) + atMost(String.valueOf(tool.parameters()));
        }
        return Math.round(tokens);
    }

    /** The tokens of what is to be embedded, at most; input that is tokens already is counted. */
    public static long atMost(EmbeddingRequest request) {
        double tokens = 0;
        for (Object input : request.input()) {
            tokens += input instanceof Collection<?> numbers ? numbers.size() : atMost(input.toString());
        }
        return Math.round(tokens);
    }

    /** The tokens of what is said, without calls. */
    public static double atMost(List<Part> parts) {
        double tokens = 0;
        for (Part part : parts) {
            tokens += switch (part) {
                case Part.Text text -> atMost(text.text());
                case Part.Reasoning thoughts -> atMost(thoughts.text());
                case Part.Refusal refusal -> atMost(refusal.text());
                case Part.Image image -> IMAGE;
                case Part.Other other -> ATTACHMENT;
            };
        }
        return tokens;
    }

    /** The tokens of a text by its letters alone. */
    public static double atMost(String text) {
        int narrow = 0;
        int wide = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char letter = text.charAt(i);
            if (letter < 0x80) {
                narrow++;
            } else if (letter >= 0x2E80) {
                wide++;
            }
        }
        return narrow * ASCII_TOKENS + wide + (length - narrow - wide) * OTHER_TOKENS;
    }

    /** The tokens of a request's messages and tools. */
    public static long count(ChatRequest request) {
        Counter counter = new Counter();
        for (Message message : request.messages()) {
            counter.add(message);
        }
        for (Tool tool : request.tools()) {
            counter.add(TOOL);
            counter.add(tool.name());
            counter.add(tool.description());
            counter.addJson(tool.parameters());
            if (tool.name().isEmpty()) {
                counter.addJson(tool.extras());
            }
        }
        return counter.total();
    }

    /** The tokens of a text. */
    public static long count(String text) {
        Counter counter = new Counter();
        counter.add(text);
        return counter.total();
    }

    /** Counts the texts of one request up to a limit, and estimates the rest by what it has counted. */
    private static final class Counter {
        private long tokens;
        private int left = SAMPLE;
        /** The letters' estimate of what was counted, what was counted of it, and the letters' estimate of the rest. */
        private double guessed;

        private long counted;
        private double rest;

        void add(int more) {
            tokens += more;
        }

        void add(String text) {
            int sample = Math.min(left, text.length());
            if (sample > 0) {
                String head = sample == text.length() ? text : text.substring(0, sample);
                left -= sample;
                counted += Vocabulary.ENCODING.countTokensOrdinary(head);
                guessed += atMost(head);
            }
            if (sample < text.length()) {
                rest += atMost(text.substring(sample));
            }
        }

        void addJson(@Nullable Object value) {
            if (value != null) {
                add(new String(Json.write(value), StandardCharsets.UTF_8));
            }
        }

        void add(Message message) {
            add(MESSAGE);
            for (Part part : message.parts()) {
                switch (part) {
                    case Part.Text text -> add(text.text());
                    case Part.Reasoning thoughts -> add(thoughts.text());
                    case Part.Refusal refusal -> add(refusal.text());
                    case Part.Image image -> add(IMAGE);
                    case Part.Other other -> {
                        if (holdsFile(other.fields())) {
                            add(ATTACHMENT);
                        } else {
                            addJson(other.fields());
                        }
                    }
                }
            }
            for (ToolCall call : message.toolCalls()) {
                add(MESSAGE);
                add(call.name());
                add(call.arguments());
            }
        }

        long total() {
            return tokens + counted + (rest == 0 ? 0 : Math.round(rest * counted / guessed));
        }
    }

    private static boolean holdsFile(@Nullable Object value) {
        return switch (value) {
            case String text -> text.length() > LONGEST_WORD && text.lastIndexOf(' ') < 0;
            case Map<?, ?> fields -> fields.values().stream().anyMatch(TokenEstimate::holdsFile);
            case List<?> items -> items.stream().anyMatch(TokenEstimate::holdsFile);
            case null, default -> false;
        };
    }
}
