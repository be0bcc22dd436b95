/** Tests of the dialect cohere. */
@NullMarked
package io.serai.dialect.cohere;

import org.jspecify.annotations.NullMarked;
