@NullMarked
package io.serai.routing.classify;

import org.jspecify.annotations.NullMarked;
