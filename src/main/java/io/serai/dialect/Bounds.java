package io.serai.dialect;

/**
 * Bounds on the size of strangers' data. The process has one of each, as it has one heap; both are settings.
 *
 * <p>With the usual heap a document may take 96 MiB, which are some two million values: five times the largest request of an agent, and the vectors
 * of a thousand texts.
 */
public final class Bounds {
    /** The largest answer of a vendor, and the largest event of a stream, unless {@code serai.vendor.answer-limit} says otherwise; bytes. */
    static final long ANSWER = 32L << 20;

    /** The part of the heap that one document may take. */
    private static final int SHARE = 8;

    private static final int SMALLEST = 64 << 10;

    private static volatile long answer = ANSWER;
    private static volatile long memory = usualMemory();

    private Bounds() {}

    /** The memory that the tree of one document may take, unless {@code serai.json.memory} says otherwise; bytes. */
    static long usualMemory() {
        return Runtime.getRuntime().maxMemory() / SHARE;
    }

    /**
     * Sets them.
     *
     * @param answerBytes a vendor's answer, before it is read
     * @param memoryBytes the tree of any JSON document, as estimated; 0 for the usual part of the heap
     */
    public static void set(long answerBytes, long memoryBytes) {
        answer = Math.clamp(answerBytes, SMALLEST, Integer.MAX_VALUE - SMALLEST);
        memory = memoryBytes == 0 ? usualMemory() : Math.max(memoryBytes, SMALLEST);
    }

    /** The largest answer of a vendor, in bytes. */
    public static long answer() {
        return answer;
    }

    /** The most memory that the tree of a document may take, in bytes, and what is joined from the pieces of an answer. */
    public static long memory() {
        return memory;
    }
}
