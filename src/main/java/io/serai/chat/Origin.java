package io.serai.chat;

/**
 * Where a call came in.
 *
 * @param ingress {@code http}, {@code folder}, {@code queue}, or {@code route} for a route of the user's own
 * @param dialect the dialect in which it is answered, such as {@code openai}
 */
public record Origin(String ingress, String dialect) {}
