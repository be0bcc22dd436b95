package io.serai.ops;

import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.dialect.Inbound;
import java.util.List;

/** Explains the effect of the operator's prompts on a request. */
public interface PromptView {
    /**
     * A text that is put into the system prompt.
     *
     * @param of whose it is, for people
     * @param mode what becomes of the client's own
     */
    record Applied(String of, String mode, String text) {}

    /** The request with the template that it names; the same request if it names none. */
    ChatRequest filled(ChatRequest request, Inbound in);

    /** The name of that template; empty if it names none. */
    String template(ChatRequest request, Inbound in);

    /** The system prompts that requests of a caller get, in the order in which they are put in. */
    List<Applied> systemPrompts(Caller caller, String task);

    /** The request with the system prompt of its client key. */
    ChatRequest instructed(ChatRequest request, Caller caller);
}
