/** What calls use at their vendors, and what that costs. */
@NullMarked
package io.serai.cost;

import org.jspecify.annotations.NullMarked;
