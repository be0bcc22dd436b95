/** The classifier: a text in, a task and its complexity out. It knows nothing of models. */
@NullMarked
package io.serai.routing.classify;

import org.jspecify.annotations.NullMarked;
