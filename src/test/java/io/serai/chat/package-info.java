/** The canonical form of requests and answers. */
@NullMarked
package io.serai.chat;

import org.jspecify.annotations.NullMarked;
