package io.serai.routing.classify;

import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells how demanding a request is, from 0 to 1: where its task starts, and what each thing adds that makes it harder. */
final class Complexity {
    /** Where code, light and heavy requests start. */
    private static final double[] START = {0.3, 0.07, 0.5};

    private Complexity() {}

    static double of(ChatRequest request, Reading reading, double[] shares) {
        double start = 0;
        for (int task = 0; task < START.length; task++) {
            start += START[task] * shares[task];
        }
        double more = text(reading) + conversation(request) + machinery(request);
        return start + (1 - start) * (1 - Math.exp(-more));
    }

    /** The length of the message and of the answer that it asks for, its conditions and its figures. */
    private static double text(Reading reading) {
        return upTo(0.5, reading.characters / 12_000.0)
                + upTo(0.45, reading.words() / 350)
                + upTo(0.5, reading.asked / 3000.0)
                + upTo(0.25, reading.shapes[Shape.CLAUSES.ordinal()] / 35.0)
                + upTo(0.15, reading.shapes[Shape.NUMBERS.ordinal()] / 80.0);
    }

    private static double conversation(ChatRequest request) {
        long characters = 0;
        int turns = 0;
        for (Message message : request.messages()) {
            characters += message.text().length();
            turns++;
        }
        return upTo(0.3, (turns - 1) / 40.0) + upTo(0.4, characters / 100_000.0);
    }

    /** Tools, the schema of the answer, and the effort that the client asks for. */
    private static double machinery(ChatRequest request) {
        Object effort = request.parameters().getOrDefault("reasoning_effort", "");
        return upTo(0.6, request.tools().size() / 20.0)
                + upTo(0.3, size(request.parameters().get("response_format")) / 100.0)
                + ("high".equals(effort) ? 0.4 : 0);
    }

    /** How many values a structure of lists and maps has. */
    private static int size(@Nullable Object value) {
        Collection<?> inner = switch (value) {
            case Map<?, ?> map -> map.values();
            case Collection<?> list -> list;
            case null, default -> null;
        };
        if (inner == null) {
            return 1;
        }
        int sum = 0;
        for (Object one : inner) {
            sum += size(one);
        }
        return sum;
    }

    private static double upTo(double most, double value) {
        return Math.min(most, value);
    }
}
