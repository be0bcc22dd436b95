/** OpenAI's Responses, as server. It keeps no answers: a client continues a conversation by sending all of it. */
@NullMarked
package io.serai.dialect.responses;

import org.jspecify.annotations.NullMarked;
