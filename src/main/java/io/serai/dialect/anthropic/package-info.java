/** Anthropic's Messages API, as server and as client. */
@NullMarked
package io.serai.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
