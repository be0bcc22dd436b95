/** How a provider and its models have done so far: speed and failures, and what that means for the next call. */
@NullMarked
package io.serai.provider.health;

import org.jspecify.annotations.NullMarked;
