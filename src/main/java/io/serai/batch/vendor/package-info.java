/** Batches of vendors' own, in which lines of jobs are asked together at a lower price. */
@NullMarked
package io.serai.batch.vendor;

import org.jspecify.annotations.NullMarked;
