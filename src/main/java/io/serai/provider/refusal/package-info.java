/** Refusals by vendors of parts of a request, and requests fitted to them. */
@NullMarked
package io.serai.provider.refusal;

import org.jspecify.annotations.NullMarked;
