/** Client keys, and what was used of their limits, that several nodes share by a PostgreSQL. */
@NullMarked
package io.serai.clients.nodes;

import org.jspecify.annotations.NullMarked;
