/** The prompt log: what was asked and answered, for those who have opted in, without secrets; and what is made of it. */
@NullMarked
package io.serai.promptlog;

import org.jspecify.annotations.NullMarked;
