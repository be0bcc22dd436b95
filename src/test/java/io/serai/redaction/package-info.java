@NullMarked
package io.serai.redaction;

import org.jspecify.annotations.NullMarked;
