package io.serai.chat;

import org.jspecify.annotations.Nullable;

/** A model's answer, in no vendor's form. */
public sealed interface Answer permits ChatResponse, EmbeddingResponse {

    /** The model that answered, in the vendor's words. */
    String model();

    /** What it cost; null if not told. */
    @Nullable
    Usage usage();
}
