/** Providers as routes name them: what is known of each, whether it can be asked now, the call to its vendor and what its failures mean. */
@NullMarked
package io.serai.provider;

import org.jspecify.annotations.NullMarked;
