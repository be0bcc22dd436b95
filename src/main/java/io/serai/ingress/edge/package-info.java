/** Where requests enter and answers leave: HTTP replies and event streams, files, queue messages. */
@NullMarked
package io.serai.ingress.edge;

import org.jspecify.annotations.NullMarked;
