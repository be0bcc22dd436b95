/** Views of providers, without asking them, for explanations, rankings, reports and the page. */
@NullMarked
package io.serai.provider.view;

import org.jspecify.annotations.NullMarked;
