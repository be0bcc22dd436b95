package io.serai.demo.simulator;

import io.serai.demo.simulator.Scenario.VendorPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes up answers and gives them in their time, with the faults that an answer can have. */
final class Answering {
    private static final String[] WORDS = {
        "the", "rain", "that", "falls", "on", "every", "roof", "of", "a", "small", "town", "sounds", "like", "many",
        "hands", "at", "work", "and", "when", "it", "ends", "light", "comes", "back", "to", "its", "streets"
    };
    private static final int DIMENSIONS = 64;
    private static final String JSON = "application/json";

    private final VendorPlan plan;
    private final Wire wire;

    Answering(VendorPlan plan, Wire wire) {
        this.plan = plan;
        this.wire = wire;
    }

    /** How long the answer to a call will be, in tokens. */
    int length(Asked asked, RandomGenerator random) {
        long drawn = Math.max(1, Math.round(plan.length().draw(random)));
        return asked.kind() == Asked.Kind.EMBEDDING ? 0 : (int) Math.min(asked.most(), drawn);
    }

    /** Answers a call. */
    void answer(Talk talk, Asked asked, int length, @Nullable FaultKind fault, Instant now, SplittableRandom random) {
        double first = plan.first().draw(random);
        if (asked.kind() == Asked.Kind.EMBEDDING) {
            byte[] body =
                    Tree.bytes(wire.vectors(asked, vectors(fault == FaultKind.EMPTY ? List.of() : asked.inputs())));
            talk.at(first, () -> plain(talk, body, fault));
            return;
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; fault != FaultKind.EMPTY && i < length; i++) {
            words.add((i == 0 ? "" : " ") + WORDS[random.nextInt(WORDS.length)]);
        }
        String id = Long.toHexString(random.nextLong() | Long.MIN_VALUE);
        Answered answer = new Answered(id, now.getEpochSecond(), asked, words, length < asked.most());
        double[] dues = new double[Math.max(1, words.size())];
        dues[0] = first;
        for (int i = 1; i < dues.length; i++) {
            dues[i] = dues[i - 1] + plan.token().draw(random);
        }
        if (asked.stream()) {
            stream(talk, answer, dues, 0, fault);
        } else {
            talk.at(dues[dues.length - 1], () -> plain(talk, Tree.bytes(wire.whole(answer)), fault));
        }
    }

    private static void plain(Talk talk, byte[] body, @Nullable FaultKind fault) {
        if (fault == FaultKind.CUT) {
            talk.half(JSON, body);
        } else if (fault == FaultKind.BAD_JSON) {
            byte[] broken = body.clone();
            broken[broken.length - 1] = ',';
            talk.whole(200, JSON, broken);
        } else {
            talk.whole(200, JSON, body);
        }
    }

    private void stream(Talk talk, Answered answer, double[] dues, int at, @Nullable FaultKind fault) {
        talk.at(dues[at], () -> {
            boolean middle = at == dues.length / 2;
            String piece = piece(answer, at, dues.length);
            talk.write(wire.streamType(), fault == FaultKind.BAD_JSON && middle ? broken(piece) : piece);
            if (fault == FaultKind.CUT && middle) {
                talk.cut();
            } else if (at + 1 < dues.length) {
                stream(talk, answer, dues, at + 1, fault);
            } else {
                talk.complete();
            }
        });
    }

    private String piece(Answered answer, int at, int count) {
        return (at == 0 ? wire.opening(answer) : "")
                + (at < answer.tokens() ? wire.word(answer, at) : "")
                + (at + 1 == count ? wire.closing(answer) : "");
    }

    /** Without its last brace. */
    private static String broken(String piece) {
        int brace = piece.lastIndexOf('}');
        return piece.substring(0, brace) + piece.substring(brace + 1);
    }

    private static List<double[]> vectors(List<Integer> seeds) {
        return seeds.stream()
                .map(seed -> new SplittableRandom(seed)
                        .doubles(DIMENSIONS, -1, 1)
                        .map(value -> (float) value)
                        .toArray())
                .toList();
    }
}
