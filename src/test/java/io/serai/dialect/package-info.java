/** What all dialects share. */
@NullMarked
package io.serai.dialect;

import org.jspecify.annotations.NullMarked;
