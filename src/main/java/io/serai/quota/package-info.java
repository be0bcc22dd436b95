/** Limits, the windows that enforce them, what is left and when it comes back. */
@NullMarked
package io.serai.quota;

import org.jspecify.annotations.NullMarked;
