/** Connections to vendors: addresses as people write them, TLS, proxies, and what is no public address. */
@NullMarked
package io.serai.provider.connection;

import org.jspecify.annotations.NullMarked;
