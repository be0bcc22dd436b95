/** Every dialect of clients with every dialect of vendors, over real sockets and the shipped routes. */
@org.jspecify.annotations.NullMarked
package io.serai.e2e.matrix;
