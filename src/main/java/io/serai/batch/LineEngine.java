package io.serai.batch;

import io.serai.chat.BatchPlace;
import org.jspecify.annotations.Nullable;

/** Has single lines answered, each as a request is. */
public interface LineEngine {
    /**
     * Asks once. It waits for the answer, and as long as the routes let a line wait for a quota.
     *
     * @throws EngineException if no line can be asked now, whatever it is
     */
    LineAnswer ask(BatchLine line, Owner owner);

    /**
     * The same for a line that can wait for a batch of a vendor's own; it does if the failure is a {@link
     * io.serai.chat.DeferredException}.
     *
     * @param place null if it cannot wait
     */
    default LineAnswer ask(BatchLine line, Owner owner, @Nullable BatchPlace place) {
        return ask(line, owner);
    }

    /** Whether lines can be asked here, as far as that is known beforehand. */
    default boolean serves() {
        return true;
    }
}
