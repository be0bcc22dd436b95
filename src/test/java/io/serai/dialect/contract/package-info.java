/** What every dialect must keep: a new one is tested by registering in {@link io.serai.Dialects}. */
@org.jspecify.annotations.NullMarked
package io.serai.dialect.contract;
