/** The models that vendors list themselves. */
@NullMarked
package io.serai.provider.discovery;

import org.jspecify.annotations.NullMarked;
