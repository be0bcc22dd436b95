/** The settings that Serai knows, the file they stand in, and the variables and properties that override it. */
@NullMarked
package io.serai.settings;

import org.jspecify.annotations.NullMarked;
