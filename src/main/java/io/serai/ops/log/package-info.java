/** Writes lines of the log: one for each event, without anything that a terminal or a reader of lines obeys. */
@NullMarked
package io.serai.ops.log;

import org.jspecify.annotations.NullMarked;
