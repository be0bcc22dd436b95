/** Tests of the dialect of Ollama. */
@NullMarked
package io.serai.dialect.ollama;

import org.jspecify.annotations.NullMarked;
