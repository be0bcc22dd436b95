@NullMarked
package io.serai.prompts;

import org.jspecify.annotations.NullMarked;
