/** How lines of the log are written: one line for one event, with nothing in it that a terminal or a reader of lines obeys. */
@NullMarked
package io.serai.ops.log;

import org.jspecify.annotations.NullMarked;
