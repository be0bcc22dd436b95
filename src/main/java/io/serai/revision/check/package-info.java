/** Finds all mistakes in a directory of routes at once, without running anything. */
@NullMarked
package io.serai.revision.check;

import org.jspecify.annotations.NullMarked;
