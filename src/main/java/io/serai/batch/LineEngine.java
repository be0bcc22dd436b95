package io.serai.batch;

/** Has single lines answered, each as a request is. */
public interface LineEngine {
    /**
     * Asks once. It waits for the answer, and as long as the routes let a line wait for a quota.
     *
     * @throws EngineException if no line can be asked now, whatever it is
     */
    LineAnswer ask(BatchLine line, Owner owner);

    /** Whether lines can be asked here, as far as that is known beforehand. */
    default boolean serves() {
        return true;
    }
}
