/** The canonical, vendor-free form of embedding requests and answers; depends on the JDK alone. */
@NullMarked
package io.serai.embedding;

import org.jspecify.annotations.NullMarked;
