/** Finds out whether what is unwell is well again: probes of providers, keys and models, and what an operator does about them. */
@NullMarked
package io.serai.provider.recovery;

import org.jspecify.annotations.NullMarked;
