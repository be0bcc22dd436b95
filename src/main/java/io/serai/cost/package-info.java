/** What calls use at their vendors, told for whoever puts a price on it or counts it. */
@NullMarked
package io.serai.cost;

import org.jspecify.annotations.NullMarked;
