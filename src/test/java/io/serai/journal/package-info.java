@NullMarked
package io.serai.journal;

import org.jspecify.annotations.NullMarked;
