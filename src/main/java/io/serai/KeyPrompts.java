package io.serai;

import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.chat.RejectedException;
import io.serai.clients.ClientKey;
import io.serai.clients.ClientKeys;
import io.serai.clients.KeyPrompt;
import io.serai.prompts.Instructions;
import io.serai.prompts.PromptFiles;
import org.jspecify.annotations.Nullable;

/** Puts the system prompts of client keys into their requests, whichever routes take them. */
final class KeyPrompts {
    private final ClientKeys keys;
    private final PromptFiles files;

    /** @param files in which prompts may be */
    KeyPrompts(ClientKeys keys, PromptFiles files) {
        this.keys = keys;
        this.files = files;
    }

    /** The request with the system prompt of the key that asks; the same request if that has none. */
    ChatRequest put(ChatRequest request, Caller caller) {
        KeyPrompt prompt = of(caller);
        return prompt == null || prompt.mode().place() == null
                ? request
                : Instructions.put(request, prompt.mode(), text(prompt, caller), Dialects.CLIENTS);
    }

    /** The system prompt of the key that asks; null if it has none. */
    @Nullable
    KeyPrompt of(Caller caller) {
        ClientKey key = caller.key().isEmpty() ? null : keys.get(caller.key());
        return key == null ? null : key.systemPrompt();
    }

    /** @throws RejectedException if its file is gone; models are not asked without what the operator wants them told */
    String text(KeyPrompt prompt, Caller caller) {
        String text = prompt.file().isEmpty() ? prompt.text() : files.texts().get(prompt.file());
        if (text == null || text.isBlank()) {
            throw new RejectedException(
                    503,
                    "system_prompt_missing",
                    "The system prompt of the client key '" + caller.key() + "' is the file " + prompt.file()
                            + ", which is not there; the operator must save it or change the key.",
                    null);
        }
        return text;
    }
}
