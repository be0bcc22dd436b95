/** Waiting: who waits for a target in which order, for how long, and when a request is tried again. */
@NullMarked
package io.serai.routing.patience;

import org.jspecify.annotations.NullMarked;
