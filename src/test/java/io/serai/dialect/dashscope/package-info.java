/** Tests of the dialect dashscope. */
@NullMarked
package io.serai.dialect.dashscope;

import org.jspecify.annotations.NullMarked;
