@NullMarked
package io.serai.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
