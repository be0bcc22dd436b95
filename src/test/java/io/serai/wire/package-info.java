/** Fake vendors on real sockets, one class per misbehaviour, so that tests read like sentences. */
@NullMarked
package io.serai.wire;

import org.jspecify.annotations.NullMarked;
