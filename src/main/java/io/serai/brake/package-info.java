/** How whoever guesses keys or passwords is slowed down, wherever they are asked for. */
@NullMarked
package io.serai.brake;

import org.jspecify.annotations.NullMarked;
