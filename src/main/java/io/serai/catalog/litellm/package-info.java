/** Takes models and prices over from LiteLLM's public table into the user's own catalogue. */
@NullMarked
package io.serai.catalog.litellm;

import org.jspecify.annotations.NullMarked;
