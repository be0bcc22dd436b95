/** The operator's page: its files, and what it is told while it is open. */
@NullMarked
package io.serai.page;

import org.jspecify.annotations.NullMarked;
