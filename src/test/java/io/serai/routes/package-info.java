/** The shipped files under routes/, read as the YAML that they are. */
@NullMarked
package io.serai.routes;

import org.jspecify.annotations.NullMarked;
