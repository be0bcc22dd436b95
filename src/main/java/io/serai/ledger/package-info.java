/** The ledger: what requests used and cost, and who asked. */
@NullMarked
package io.serai.ledger;

import org.jspecify.annotations.NullMarked;
