/** Serai, an LLM gateway whose pipeline is Camel routes in YAML. */
@NullMarked
package io.serai;

import org.jspecify.annotations.NullMarked;
