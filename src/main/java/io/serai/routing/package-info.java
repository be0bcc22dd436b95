/** Which pool or target a request is for. */
@NullMarked
package io.serai.routing;

import org.jspecify.annotations.NullMarked;
