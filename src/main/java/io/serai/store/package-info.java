/** The database: H2 under the data folder, or PostgreSQL. */
@NullMarked
package io.serai.store;

import org.jspecify.annotations.NullMarked;
