/** Takes out of texts what is secret or personal, before they are written down. */
@NullMarked
package io.serai.redaction;

import org.jspecify.annotations.NullMarked;
