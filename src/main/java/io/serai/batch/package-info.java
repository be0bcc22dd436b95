/** Work that is taken in durably and done line by line: jobs, their journal, their pace and their results. */
@NullMarked
package io.serai.batch;

import org.jspecify.annotations.NullMarked;
