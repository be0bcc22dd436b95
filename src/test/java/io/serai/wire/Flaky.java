package io.serai.wire;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A healthy vendor that misbehaves now and then, but never hangs: 429, 503, or a cut sooner or later. */
public final class Flaky extends HealthyVendor {
    private final RandomGenerator random;
    private final double share;
    private int misbehaved;

    /**
     * @param seed decides which of the requests, as they arrive, go wrong and how
     * @param share of the requests that go wrong, from 0 to 1
     */
    public Flaky(String name, long seed, double share) {
        super(name);
        this.random = new SplittableRandom(seed);
        this.share = share;
    }

    /** How many requests went wrong so far. */
    public synchronized int misbehaved() {
        return misbehaved;
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        return switch (fate()) {
            case 0 -> TooManyRequests.ANSWER;
            case 1 -> Unavailable.ANSWER;
            case 2 -> Answer.none(Answer.Ending.CUT);
            case 3 -> super.answer(request).unfinished(0, Answer.Ending.CUT);
            case 4 -> super.answer(request).unfinished(2, Answer.Ending.CUT);
            default -> super.answer(request);
        };
    }

    private synchronized int fate() {
        if (random.nextDouble() >= share) {
            return -1;
        }
        misbehaved++;
        return random.nextInt(5);
    }
}
