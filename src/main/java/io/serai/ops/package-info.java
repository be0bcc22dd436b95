/** Health, and what else an operator asks. */
@NullMarked
package io.serai.ops;

import org.jspecify.annotations.NullMarked;
