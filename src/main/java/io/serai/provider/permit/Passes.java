package io.serai.provider.permit;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The calls that one throttle has let through with one key within its period, and how many permits it is given for them. The throttle begins
 * empty with every revision and knows no other; what its window still takes, by all that was used, comes from the quota. So it gets as many
 * permits as it has given away, and one for each call that there is room for.
 */
public final class Passes {
    /** The throttle reads its clock a little later than this does. */
    private static final long SKEW_MILLIS = 2;

    private final long periodMillis;
    private final boolean stricter;

    /** When calls that the quota has seen came to the throttle, in milliseconds. */
    private final ArrayDeque<Long> counted = new ArrayDeque<>();

    /** When it was known of calls that they have passed. */
    private final ArrayDeque<Long> passed = new ArrayDeque<>();

    private int asking;
    private int last;

    /**
     * @param periodMillis for how long the throttle keeps a permit
     * @param stricter whether that is longer than the limit, so that what the throttle has given away is not made up for
     */
    public Passes(long periodMillis, boolean stricter) {
        this.periodMillis = periodMillis;
        this.stricter = stricter;
    }

    /**
     * How many permits the throttle has from now on, those included that it has given away. It is never less than those: to take back a
     * permit that is in use the throttle would wait for it, and keep all others waiting.
     *
     * @param pass the call that asks
     * @param room how many calls more the window takes; negative if it holds too many
     * @param amount how many it takes in all
     */
    public synchronized int permits(Pass pass, int room, int amount) {
        long now = System.currentTimeMillis();
        forget(counted, now - periodMillis);
        forget(passed, now - periodMillis - SKEW_MILLIS);
        int wanted = room + counted.size();
        if (stricter) {
            wanted = Math.min(wanted, amount);
        }
        int inUse = Math.min(last, passed.size() + asking);
        last = Math.max(0, Math.max(wanted, inUse));
        pass.begin(now);
        asking++;
        return last;
    }

    private static void forget(ArrayDeque<Long> moments, long before) {
        for (Long oldest = moments.peekFirst(); oldest != null && oldest <= before; oldest = moments.peekFirst()) {
            moments.removeFirst();
        }
    }

    /** A call on its way through the throttle. */
    public Pass pass() {
        return new Pass(this);
    }

    private synchronized void end(long asked, boolean through, boolean seen) {
        asking--;
        if (through) {
            passed.addLast(System.currentTimeMillis());
        }
        if (seen) {
            counted.addLast(asked);
        }
    }

    /** One call that asks the throttle; ends once. */
    public static final class Pass {
        private final Passes passes;
        private @Nullable Long asked;
        private boolean ended;

        private Pass(Passes passes) {
            this.passes = passes;
        }

        private void begin(long now) {
            asked = now;
        }

        /** Whether the throttle has asked for its number of permits here, and not been given another. */
        public boolean asked() {
            return asked != null;
        }

        /** Says that the throttle has let it through, and that the quota has counted it or knows that it was not made. */
        public void counted() {
            end(true, true);
        }

        /** Says that the throttle has not let it through. */
        public void rejected() {
            end(false, false);
        }

        /** Says that nothing more is known than that the throttle has let it through; after anything else without effect. */
        public void close() {
            end(true, false);
        }

        private void end(boolean through, boolean seen) {
            Long at = asked;
            if (at != null && !ended) {
                ended = true;
                passes.end(at, through, seen);
            }
        }
    }
}
