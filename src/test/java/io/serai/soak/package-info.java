/** A long run with everything at once, for -Psoak. */
@NullMarked
package io.serai.soak;

import org.jspecify.annotations.NullMarked;
