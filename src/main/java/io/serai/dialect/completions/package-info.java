/** OpenAI's old completions of a text, as server: the prompt is what a user says, the completion what the model answers. */
@NullMarked
package io.serai.dialect.completions;

import org.jspecify.annotations.NullMarked;
