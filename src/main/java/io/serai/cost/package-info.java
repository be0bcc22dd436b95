/** The usage of calls at their vendors, and its cost. */
@NullMarked
package io.serai.cost;

import org.jspecify.annotations.NullMarked;
