@NullMarked
package io.serai.settings;

import org.jspecify.annotations.NullMarked;
