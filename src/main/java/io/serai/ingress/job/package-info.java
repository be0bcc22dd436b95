/** Jobs: files of folders, messages of queues and lines of batches, read, answered and put where they belong. */
@NullMarked
package io.serai.ingress.job;

import org.jspecify.annotations.NullMarked;
