package io.serai.batch;

import java.io.IOException;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

/** The part of a job that this node does. */
interface Part extends AutoCloseable {
    /**
     * Waits until this node is the one that checks the source or writes the results.
     *
     * @param wanted whether that is still to be done
     * @return false if it is not
     */
    boolean lead(BooleanSupplier wanted) throws IOException, InterruptedException;

    /** Ends what {@link #lead} began. */
    void followed();

    /** Opens where results are kept. */
    Answers answers() throws IOException, InterruptedException;

    /** Notes which lines have a result, and counts those that may be asked twice since this process was killed. */
    void takeUp(BitSet finished, InFlight inFlight) throws InterruptedException;

    /** Whether this node is the one to ask a line; lines come in their order. */
    boolean isMine(long line, BitSet finished);

    /** A condition that holds while the lines that are mine now remain so. */
    BooleanSupplier holds();

    /** Whether a line may be asked at this moment. */
    boolean may();

    /** Notes that a line has a result. */
    void kept(LineResult result);

    /** Waits until there may be more to do, after a pass in which there was nothing, and notes which lines have a result by then. */
    void rest(BitSet finished) throws InterruptedException;

    /** Waits until no other node asks lines. */
    void awaitOthers() throws InterruptedException;

    /** Whether this node writes answers into a folder. */
    boolean isAtHome();

    /** Lets waiting threads look again. */
    void wake();

    /** Gives back what this node has of the job; none of its lines is under way. */
    @Override
    void close();
}
