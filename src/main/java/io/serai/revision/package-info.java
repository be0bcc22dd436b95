/** One loaded state of the routes: load, serve, drain. */
@NullMarked
package io.serai.revision;

import org.jspecify.annotations.NullMarked;
