package io.serai.cache;

import io.serai.cache.Kept.About;
import io.serai.chat.ChatResponse;
import io.serai.chat.Choice;
import io.serai.chat.FinishReason;
import io.serai.chat.Message;
import io.serai.chat.Role;
import io.serai.chat.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Answers to keep, each of which is known by its number. */
final class Keeps {
    private Keeps() {}

    static String key(int number) {
        return new Fingerprint().add(number).text();
    }

    static Kept kept(int number, int size) {
        return kept(number, size, Instant.now(), Duration.ofHours(1));
    }

    static Kept kept(int number, int size, Instant at, Duration lifetime) {
        String task = number % 2 == 0 ? "even" : "odd";
        return new Kept(answer(number, size), new About("", "auto", task, "v/m", ""), at, lifetime, Duration.ZERO);
    }

    static ChatResponse answer(int number, int size) {
        Message message = Message.of(Role.ASSISTANT, (number + " ").repeat(size / 4 + 1));
        return new ChatResponse(
                "id",
                number,
                "m",
                List.of(new Choice(0, message, FinishReason.STOP, Map.of())),
                Usage.of(3, 4),
                Map.of());
    }
}
