/** Chooses the pool or target of a request, and the order of a pool's targets. */
@NullMarked
package io.serai.routing;

import org.jspecify.annotations.NullMarked;
