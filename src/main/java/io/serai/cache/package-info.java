/** The idempotent repository that answers repeated requests, and its store. */
@NullMarked
package io.serai.cache;

import org.jspecify.annotations.NullMarked;
