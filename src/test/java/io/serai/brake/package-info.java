@NullMarked
package io.serai.brake;

import org.jspecify.annotations.NullMarked;
