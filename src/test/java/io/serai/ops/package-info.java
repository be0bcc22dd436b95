@NullMarked
package io.serai.ops;

import org.jspecify.annotations.NullMarked;
