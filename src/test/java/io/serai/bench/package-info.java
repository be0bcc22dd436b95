/** Programs that measure; none of them runs in a build. */
@NullMarked
package io.serai.bench;

import org.jspecify.annotations.NullMarked;
