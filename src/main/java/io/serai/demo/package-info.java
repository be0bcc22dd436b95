/** The built-in provider that needs no key and no network. */
@NullMarked
package io.serai.demo;

import org.jspecify.annotations.NullMarked;
