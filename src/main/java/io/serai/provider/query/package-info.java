/** What vendors are asked that is no call: it uses no quota and costs nothing. */
@NullMarked
package io.serai.provider.query;

import org.jspecify.annotations.NullMarked;
