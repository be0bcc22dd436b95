/** The llm: component, by which pools ask their targets. */
@NullMarked
package io.serai.provider.llm;

import org.jspecify.annotations.NullMarked;
