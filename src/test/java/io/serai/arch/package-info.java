/** What may depend on what, and what may not be called: the arrows of the design, each with its reason. */
@NullMarked
package io.serai.arch;

import org.jspecify.annotations.NullMarked;
