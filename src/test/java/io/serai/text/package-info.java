@NullMarked
package io.serai.text;

import org.jspecify.annotations.NullMarked;
