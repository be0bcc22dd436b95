/** DashScope's native HTTP API (Alibaba Cloud Model Studio), as client. */
@NullMarked
package io.serai.dialect.dashscope;

import org.jspecify.annotations.NullMarked;
