package io.serai.demo;

import io.serai.chat.Answer;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.ChatSink;
import io.serai.chat.Choice;
import io.serai.chat.EmbeddingRequest;
import io.serai.chat.EmbeddingResponse;
import io.serai.chat.Failure;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Request;
import io.serai.chat.Role;
import io.serai.chat.Usage;
import io.serai.provider.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The built-in provider: it needs no key and no network, says what it was asked and how to switch on real models, and embeds texts so that
 * equal ones have equal vectors and similar ones similar vectors.
 */
public final class DemoProvider implements Processor {
    private static final int DIMENSIONS = 256;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final Pattern WORD_ENDS = Pattern.compile("(?<=\\s)");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Duration pause;

    /** @param pause between two words of a streamed answer */
    public DemoProvider(Duration pause) {
        this.pause = pause;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        if (call != null && call.trail().failures().stream().anyMatch(failure -> failure.failure() != Failure.OFF)) {
            // With real models, operators need to see their failure, not a text that looks like an answer.
            throw UnavailableException.off("demo answers only while no other target is on");
        }
        Answer answer = switch (Request.of(exchange.getMessage().getBody())) {
            case ChatRequest chat -> chat(chat, call);
            case EmbeddingRequest embedding -> embed(embedding);
        };
        exchange.getMessage().setBody(answer);
    }

    private ChatResponse chat(ChatRequest request, @Nullable Call call) throws InterruptedException {
        String prompt = request.messages().getLast().text();
        String text = answer(prompt, call);
        ChatResponse whole = piece(request, text, FinishReason.STOP, usage(request, text));
        ChatSink sink = call == null || !request.stream() ? null : call.sink();
        if (sink != null) {
            for (String word : WORD_ENDS.split(text)) {
                sink.accept(piece(request, word, null, null));
                Thread.sleep(pause);
            }
            sink.accept(piece(request, "", FinishReason.STOP, null));
            if (request.wantsUsageInStream()) {
                sink.accept(new ChatResponse("", whole.created(), request.model(), List.of(), whole.usage(), Map.of()));
            }
        }
        return whole;
    }

    private static String answer(String prompt, @Nullable Call call) {
        String asked = prompt.strip().replaceAll("\\s+", " ");
        String quoted = asked.length() <= 200 ? asked : asked.substring(0, 200) + "...";
        String task =
                call == null || call.task().isEmpty() ? "" : " It was taken for the task \"" + call.task() + "\".";
        return "This is Serai's built-in demo, not a language model. You asked: \"" + quoted + "\"." + task
                + " Set the key of a provider, such as GROQ_API_KEY, start Serai again, and a real model answers.";
    }

    private static ChatResponse piece(
            ChatRequest request, String text, @Nullable FinishReason reason, @Nullable Usage usage) {
        Choice choice = new Choice(0, Message.of(Role.ASSISTANT, text), reason, Map.of());
        return new ChatResponse(
                "", System.currentTimeMillis() / 1000, request.model(), List.of(choice), usage, Map.of());
    }

    private static Usage usage(ChatRequest request, String answer) {
        int read = request.messages().stream()
                .mapToInt(message -> tokens(message.text()))
                .sum();
        return Usage.of(read, tokens(answer));
    }

    private static int tokens(String text) {
        return (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    private static EmbeddingResponse embed(EmbeddingRequest request) {
        int dimensions = request.parameters().get("dimensions") instanceof Number wanted && wanted.intValue() > 0
                ? Math.min(wanted.intValue(), 4096)
                : DIMENSIONS;
        List<double[]> vectors = request.input().stream()
                .map(input -> vector(input.toString(), dimensions))
                .toList();
        int read = request.input().stream()
                .mapToInt(input -> tokens(input.toString()))
                .sum();
        return new EmbeddingResponse(request.model(), vectors, Usage.of(read, 0), Map.of());
    }

    /** The sum of a fixed random direction for each word, of length one. */
    private static double[] vector(String text, int dimensions) {
        double[] sum = new double[dimensions];
        for (String word : words(text)) {
            SplittableRandom random = new SplittableRandom(seed(word));
            for (int i = 0; i < dimensions; i++) {
                sum[i] += random.nextDouble() - 0.5;
            }
        }
        double length = 0;
        for (double value : sum) {
            length += value * value;
        }
        length = Math.sqrt(length);
        for (int i = 0; i < dimensions; i++) {
            sum[i] = (float) (sum[i] / length);
        }
        return sum;
    }

    /** A text without any has a direction, too: nothing is no vector. */
    private static String[] words(String text) {
        String[] words = NO_WORD.split(text.toLowerCase(java.util.Locale.ROOT) + " .");
        return words.length == 0 ? new String[] {""} : words;
    }

    private static long seed(String word) {
        long seed = 1125899906842597L;
        for (byte octet : word.getBytes(StandardCharsets.UTF_8)) {
            seed = 31 * seed + octet;
        }
        return seed;
    }
}
