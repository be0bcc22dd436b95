/** Balances of accounts at vendors: asked for, forecast, and reported. */
@NullMarked
package io.serai.provider.balance;

import org.jspecify.annotations.NullMarked;
