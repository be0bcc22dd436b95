package io.serai.dialect.contract;

import io.serai.chat.ChatRequest;
import io.serai.chat.RejectedException;
import io.serai.dialect.CannotExpressException;
import io.serai.dialect.ClientDialect.Payload;
import io.serai.dialect.contract.Conversations.Feature;
import io.serai.dialect.contract.Peers.Pair;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Valid requests, answers, streams and errors of the dialects that Serai speaks on both sides. */
public final class Documents {
    private static final List<Pair> PAIRS = Peers.pairs();
    private static final int CONVERSATIONS = 1_000;

    private Documents() {}

    static Pair pair(Random random) {
        return PAIRS.get(random.nextInt(PAIRS.size()));
    }

    private static Pair pair(String dialect) {
        return PAIRS.stream()
                .filter(pair -> pair.server().name().equals(dialect))
                .findFirst()
                .orElseThrow();
    }

    /** One of any kind. */
    static byte[] any(Pair pair, Random random) {
        long seed = random.nextInt(CONVERSATIONS);
        return switch (random.nextInt(4)) {
            case 0 -> payload(pair, request(seed, random.nextBoolean())).body();
            case 1 -> pair.server().writeChat(Conversations.answer(seed), request(seed, false));
            case 2 -> stream(pair, seed);
            default -> pair.server().writeError(RejectedException.badRequest("No.", "temperature"));
        };
    }

    /**
     * A request of a client.
     *
     * @param path where it goes
     */
    public record Request(String path, byte[] body) {}

    /** One in any of the dialects. */
    public static Request request(String model, Random random) {
        Pair pair = pair(random);
        ChatRequest request =
                request(random.nextInt(CONVERSATIONS), random.nextBoolean()).withModel(model);
        Payload payload = payload(pair, request);
        return new Request(Peers.arrive(payload).path(), payload.body());
    }

    /** The answer of a vendor. */
    public static byte[] answer(String dialect, boolean streamed, Random random) {
        Pair pair = pair(dialect);
        long seed = random.nextInt(CONVERSATIONS);
        return streamed
                ? stream(pair, seed)
                : pair.server().writeChat(Conversations.answer(seed), request(seed, false));
    }

    private static byte[] stream(Pair pair, long seed) {
        return Peers.stream(pair.server(), request(seed, true), Conversations.pieces(Conversations.answer(seed), seed));
    }

    private static ChatRequest request(long seed, boolean stream) {
        return Conversations.request(seed, stream, Feature.TOOLS, Feature.IMAGES, Feature.PARAMETERS);
    }

    private static Payload payload(Pair pair, ChatRequest request) {
        try {
            return pair.client().writeChat(request, Peers.MODEL);
        } catch (CannotExpressException e) {
            return pair.client().writeChat(request.withParameters(Map.of()), Peers.MODEL);
        }
    }
}
