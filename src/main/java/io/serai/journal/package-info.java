/** Files in which state outlives the process: private, appended to, and repaired by themselves. */
@NullMarked
package io.serai.journal;

import org.jspecify.annotations.NullMarked;
