package io.serai.dialect;

import io.serai.chat.ChatResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one answer piece by piece, as the vendor sends it. A whole answer is one piece. Not thread-safe. */
public interface AnswerReader {

    /**
     * Waits for the next piece; null at the end.
     *
     * @throws VendorErrorException if the vendor reports an error in its answer
     * @throws MalformedException if the answer is not in the dialect, or ends before it is complete
     */
    @Nullable
    ChatResponse next() throws IOException;
}
