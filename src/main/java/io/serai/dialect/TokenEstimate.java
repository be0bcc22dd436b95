package io.serai.dialect;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.Tool;
import io.serai.chat.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a request has, more or less: every vendor cuts text its own way and only it can count, but all are near OpenAI's
 * vocabulary of 200,000 words. For a client's question how long its prompt is; no limit and no bill rests on it.
 */
public final class TokenEstimate {
    /** What separates a message from the next, and tells its role. */
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

    /** Texts longer than this are counted by their beginning. */
    private static final int SAMPLE = 1 << 20;

    /** No word or address is as long as this without a space, so it is a file. */
    private static final int LONGEST_WORD = 2_000;

    private TokenEstimate() {}

    /** The vocabulary, which takes a moment and some megabytes to load: not before somebody counts. */
    private static final class Vocabulary {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    /**
     * The tokens of a request's messages and tools by its letters alone: rather too many than too few, and in no time. For holding a part of
     * a limit until the vendor tells the truth.
     */
    public static long atMost(ChatRequest request) {
        double tokens = 0;
        for (Message message : request.messages()) {
            tokens += MESSAGE;
            for (Part part : message.parts()) {
                tokens += switch (part) {
                    case Part.Text text -> atMost(text.text());
                    case Part.Reasoning thoughts -> atMost(thoughts.text());
                    case Part.Refusal refusal -> atMost(refusal.text());
                    case Part.Image image -> IMAGE;
                    case Part.Other other -> ATTACHMENT;
                };
            }
            for (ToolCall call : message.toolCalls()) {
                tokens += MESSAGE + atMost(call.name()) + atMost(call.arguments());
            }
        }
        for (Tool tool : request.tools()) {
            tokens += TOOL + atMost(tool.description()) + atMost(String.valueOf(tool.parameters()));
        }
        return Math.round(tokens);
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
        long tokens = 0;
        for (Message message : request.messages()) {
            tokens += MESSAGE + count(message);
        }
        for (Tool tool : request.tools()) {
            tokens += TOOL + count(tool.name()) + count(tool.description()) + json(tool.parameters());
            tokens += tool.name().isEmpty() ? json(tool.extras()) : 0;
        }
        return tokens;
    }

    /** The tokens of a text. */
    public static long count(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (text.length() <= SAMPLE) {
            return Vocabulary.ENCODING.countTokensOrdinary(text);
        }
        long sample = Vocabulary.ENCODING.countTokensOrdinary(text.substring(0, SAMPLE));
        return sample * text.length() / SAMPLE;
    }

    private static long count(Message message) {
        long tokens = 0;
        for (Part part : message.parts()) {
            tokens += switch (part) {
                case Part.Text text -> count(text.text());
                case Part.Reasoning thoughts -> count(thoughts.text());
                case Part.Refusal refusal -> count(refusal.text());
                case Part.Image image -> IMAGE;
                case Part.Other other -> holdsFile(other.fields()) ? ATTACHMENT : json(other.fields());
            };
        }
        for (ToolCall call : message.toolCalls()) {
            tokens += MESSAGE + count(call.name()) + count(call.arguments());
        }
        return tokens;
    }

    private static long json(@Nullable Object value) {
        return value == null ? 0 : count(new String(Json.write(value), StandardCharsets.UTF_8));
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
