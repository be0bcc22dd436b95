/** Changes a request into one that a vendor takes: turns, names of tools, parameters of reasoning models. */
@NullMarked
package io.serai.provider.adapt;

import org.jspecify.annotations.NullMarked;
