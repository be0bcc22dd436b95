/** OpenAI's Responses, as server. It keeps no answers: whoever goes on with a conversation sends all of it. */
@NullMarked
package io.serai.dialect.responses;

import org.jspecify.annotations.NullMarked;
