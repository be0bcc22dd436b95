/** The checker over the shipped routes, over wrong edits of them, and over valid routes of many kinds. */
@NullMarked
package io.serai.revision.check;

import org.jspecify.annotations.NullMarked;
