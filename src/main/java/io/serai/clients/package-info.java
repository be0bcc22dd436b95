/** Client keys: who may ask Serai, for which models, and within which limits and budgets. */
@NullMarked
package io.serai.clients;

import org.jspecify.annotations.NullMarked;
