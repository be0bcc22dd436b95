/** Edits of a running gateway's files, while others use it. */
@NullMarked
package io.serai.reload;

import org.jspecify.annotations.NullMarked;
