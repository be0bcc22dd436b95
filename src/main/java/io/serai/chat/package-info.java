/** The canonical, vendor-free form of requests and answers; depends on the JDK alone. */
@NullMarked
package io.serai.chat;

import org.jspecify.annotations.NullMarked;
