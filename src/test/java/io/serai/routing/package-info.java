@NullMarked
package io.serai.routing;

import org.jspecify.annotations.NullMarked;
