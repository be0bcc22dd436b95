/** The common parts of all ingresses: the begin and end of a call, its wishes, and the reports of failures. The ways in are below. */
@NullMarked
package io.serai.ingress;

import org.jspecify.annotations.NullMarked;
