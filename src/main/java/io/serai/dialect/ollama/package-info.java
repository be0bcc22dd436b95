/** Ollama's own HTTP API, as server and as client. */
@NullMarked
package io.serai.dialect.ollama;

import org.jspecify.annotations.NullMarked;
