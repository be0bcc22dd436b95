/** Vendors and their models, as data; depends on the JDK and the YAML parser. */
@NullMarked
package io.serai.catalog;

import org.jspecify.annotations.NullMarked;
