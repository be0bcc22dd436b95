package io.serai.chat;

/**
 * The origin of a call.
 *
 * @param ingress {@code http}, {@code folder}, {@code queue}, or {@code route} for a route of the user's own
 * @param dialect the dialect in which it is answered, such as {@code openai}
 */
public record Origin(String ingress, String dialect) {}
