package io.serai.batch;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Permission to ask a line.
 *
 * @param wanted whether it is to be asked at all
 * @param granted whether it may be asked at this moment
 * @param rests passes the time until it may
 */
record Leave(BooleanSupplier wanted, BooleanSupplier granted, Rests rests) {

    /** Waits for a time, less if something is not wanted any more. */
    @FunctionalInterface
    interface Rests {
        void rest(Duration time, BooleanSupplier wanted) throws InterruptedException;
    }

    boolean isWanted() {
        return wanted.getAsBoolean();
    }

    boolean isGranted() {
        return granted.getAsBoolean();
    }

    /** Rests for a time, or until the line is not to be asked any more. */
    void rest(Duration time) throws InterruptedException {
        rests.rest(time, wanted);
    }
}
