package io.serai.chat;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The place of a job's line in batches of a vendor's own: where its request is left, and where its answer is found. */
public interface BatchPlace {
    /** The target whose batch has an answer for the line, as {@code provider/model}; empty if none has. */
    String target();

    /** The answer in the vendor's words, once {@link #target} names one. */
    byte[] answer() throws IOException;

    /** Says that the answer is of no use, so that the line is asked as any other from now on. */
    void refuse(String why);

    /** Whether a request for a provider can be left now. */
    boolean takes(String provider);

    /** Leaves a request, to be sent together with others; false if it is not taken, and is to be asked now. */
    boolean leave(Request request);

    /** Keeps what the line holds of its client's limits until it is asked again, or not any more. */
    void hold(Held held);

    /** Gives over what is held, for the line is asked now; null if nothing is. */
    @Nullable
    Held takeHeld();

    /** What is held of limits. */
    interface Held {
        /** Gives it back, for it was not used. */
        void release();
    }

    /**
     * A request in its vendor's words.
     *
     * @param key the name by which the key is known with which it would be asked
     * @param path what follows the provider's URL
     * @param headers besides those of the provider
     */
    record Request(String provider, String key, String model, String path, Map<String, String> headers, byte[] body) {}
}
