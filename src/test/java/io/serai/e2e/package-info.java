/** Tests over the shipped routes, from socket to socket. */
@NullMarked
package io.serai.e2e;

import org.jspecify.annotations.NullMarked;
