package io.serai.chat;

/**
 * A vendor's addition to a model's thoughts, by which it recognises them in the next turn. Only vendors of the same dialect can read it.
 *
 * @param dialect whose it is, such as {@code anthropic}
 * @param value what it says, opaque
 * @param redacted whether it stands for thoughts that nobody but the vendor may read, rather than beside their text
 */
public record Signature(String dialect, String value, boolean redacted) {}
