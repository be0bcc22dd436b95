package io.serai.batch;

import io.serai.chat.BatchPlace;
import java.util.function.BooleanSupplier;
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
     * io.serai.chat.DeferredException}. If it is a {@link io.serai.chat.WithdrawnException}, nobody was asked.
     *
     * @param place null if it cannot wait
     * @param wanted whether it is to wait for a limit; what is asked already goes on
     */
    default LineAnswer ask(BatchLine line, Owner owner, @Nullable BatchPlace place, BooleanSupplier wanted) {
        return ask(line, owner);
    }

    /** Lets lines that wait for a limit look again whether they are wanted. */
    default void wake() {}

    /** Whether lines can be asked here, as far as that is known beforehand. */
    default boolean serves() {
        return true;
    }
}
