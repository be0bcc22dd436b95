/** Wire formats: the contract, and what all of them share. One folder per dialect; no dialect knows another. */
@NullMarked
package io.serai.dialect;

import org.jspecify.annotations.NullMarked;
