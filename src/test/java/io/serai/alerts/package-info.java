@NullMarked
package io.serai.alerts;

import org.jspecify.annotations.NullMarked;
