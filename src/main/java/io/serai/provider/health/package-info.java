/** The health of a provider and its models: speed and failures, and their effect on the next call. */
@NullMarked
package io.serai.provider.health;

import org.jspecify.annotations.NullMarked;
