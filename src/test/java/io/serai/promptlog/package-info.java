@NullMarked
package io.serai.promptlog;

import org.jspecify.annotations.NullMarked;
