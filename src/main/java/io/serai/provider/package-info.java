/** Providers: their keys and health, the llm: component, the call to a vendor, and what its failures mean. */
@NullMarked
package io.serai.provider;

import org.jspecify.annotations.NullMarked;
