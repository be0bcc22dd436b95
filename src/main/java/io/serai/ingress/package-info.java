/** Where requests enter and answers leave: HTTP replies and event streams, files, queue messages. */
@NullMarked
package io.serai.ingress;

import org.jspecify.annotations.NullMarked;
