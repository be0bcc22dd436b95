/** The simulator, read with Serai's own dialects. */
@NullMarked
package io.serai.demo.simulator;

import org.jspecify.annotations.NullMarked;
