/** OpenAI's chat completions and embeddings, as server and as client. */
@NullMarked
package io.serai.dialect.openai;

import org.jspecify.annotations.NullMarked;
