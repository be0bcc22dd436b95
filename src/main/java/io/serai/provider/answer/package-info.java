/** Checks of a vendor's answer while it comes: its end, signs of life, arguments, JSON that was asked for. */
@NullMarked
package io.serai.provider.answer;

import org.jspecify.annotations.NullMarked;
