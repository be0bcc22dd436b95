/** Tests of the dialect gemini. */
@NullMarked
package io.serai.dialect.gemini;

import org.jspecify.annotations.NullMarked;
