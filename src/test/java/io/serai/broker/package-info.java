@NullMarked
package io.serai.broker;

import org.jspecify.annotations.NullMarked;
