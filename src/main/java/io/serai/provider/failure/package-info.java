/** Reads what a vendor says of a failure: limits in headers, and what of its words may be passed on. */
@NullMarked
package io.serai.provider.failure;

import org.jspecify.annotations.NullMarked;
