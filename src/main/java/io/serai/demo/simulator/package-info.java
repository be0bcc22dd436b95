/** The simulator: vendors that answer on this machine in their own wire formats, with limits, latencies and faults from a file. */
@NullMarked
package io.serai.demo.simulator;

import org.jspecify.annotations.NullMarked;
