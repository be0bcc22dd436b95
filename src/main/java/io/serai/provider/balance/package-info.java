/** What is left on accounts at vendors: asked for, foreseen, and told. */
@NullMarked
package io.serai.provider.balance;

import org.jspecify.annotations.NullMarked;
