package io.serai.chat;

import org.jspecify.annotations.Nullable;

/**
 * A request into which the operator's system prompt was put. What kind of request it is follows from what its client has said.
 *
 * @param asked as it was before
 * @param request as it is now
 */
public record Instructed(ChatRequest asked, ChatRequest request) {
    /** The exchange property that carries it. */
    public static final String PROPERTY = "serai.instructed";

    /** The request as its client has asked it, if nothing else was changed since; else the request itself. */
    @SuppressWarnings("ReferenceEquality")
    public static Request asked(@Nullable Instructed known, Request request) {
        return known != null && known.request == request ? known.asked : request;
    }
}
