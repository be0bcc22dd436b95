@NullMarked
package io.serai.ingress.edge;

import org.jspecify.annotations.NullMarked;
