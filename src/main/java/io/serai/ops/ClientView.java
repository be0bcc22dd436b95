package io.serai.ops;

import io.serai.chat.Caller;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.Clearance;
import org.jspecify.annotations.Nullable;

/** Explains the effect of client keys and their limits on a request. Nothing is taken. */
public interface ClientView {
    /** Why a request would be refused now, whichever target it goes to; null if it would not. */
    @Nullable
    ChatException refusal(Caller caller, ChatRequest request);

    /**
     * Why a target would not be asked for a client.
     *
     * @param target {@code provider/model}
     * @param pool by which it would be chosen; empty if the client has named it
     * @return null if it would
     */
    Clearance.@Nullable Denial denial(Caller caller, ChatRequest request, String target, String pool);
}
