/** HTTP: the server, who is let in, requests read and answers or event streams written. */
@NullMarked
package io.serai.ingress.http;

import org.jspecify.annotations.NullMarked;
