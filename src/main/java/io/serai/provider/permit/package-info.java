/** What one call holds of the limits: permits of the quota, passes of the throttle. */
@NullMarked
package io.serai.provider.permit;

import org.jspecify.annotations.NullMarked;
