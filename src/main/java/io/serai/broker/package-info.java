/** The message broker behind the queue routes: embedded with its journal on disk, or another one by its URL. */
@NullMarked
package io.serai.broker;

import org.jspecify.annotations.NullMarked;
