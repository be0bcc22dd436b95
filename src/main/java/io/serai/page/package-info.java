/** The operator's page: its files, and its live events. */
@NullMarked
package io.serai.page;

import org.jspecify.annotations.NullMarked;
