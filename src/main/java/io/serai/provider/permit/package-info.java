/** One call's hold on limits: permits of the quota, passes of the throttle. */
@NullMarked
package io.serai.provider.permit;

import org.jspecify.annotations.NullMarked;
