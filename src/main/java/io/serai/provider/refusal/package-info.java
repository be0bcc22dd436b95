/** What vendors refuse in a request, and how the request is fitted so that they take it. */
@NullMarked
package io.serai.provider.refusal;

import org.jspecify.annotations.NullMarked;
