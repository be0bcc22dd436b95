/** Cohere's HTTP API, version 2, as client. */
@NullMarked
package io.serai.dialect.cohere;

import org.jspecify.annotations.NullMarked;
