/** Which pool or target a request is for, and in which order the targets of a pool are asked. */
@NullMarked
package io.serai.routing;

import org.jspecify.annotations.NullMarked;
