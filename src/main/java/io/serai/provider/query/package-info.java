/** Queries of vendors beside the calls. */
@NullMarked
package io.serai.provider.query;

import org.jspecify.annotations.NullMarked;
