/** What Serai is built from: versions, known holes, licences. */
@NullMarked
package io.serai.supply;

import org.jspecify.annotations.NullMarked;
