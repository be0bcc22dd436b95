/** The keys of a provider: where they come from, in which order they are used, which of them rest, and what a restart must not forget. */
@NullMarked
package io.serai.provider.key;

import org.jspecify.annotations.NullMarked;
