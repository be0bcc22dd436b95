/** Notices for operators: a budget nearly used, calls that fail or are slow, a key refused, a provider down. */
@NullMarked
package io.serai.alerts;

import org.jspecify.annotations.NullMarked;
