package io.serai.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the alternatives of an answer.
 *
 * @param index which one, from 0
 * @param message what the model says, or in a piece of a stream what it adds
 * @param finishReason why it stopped; null while it goes on
 * @param extras fields that Serai does not know ({@code logprobs} ...)
 */
public record Choice(int index, Message message, @Nullable FinishReason finishReason, Map<String, Object> extras) {}
