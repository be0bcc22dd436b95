/** Google's Gemini API (generativelanguage, v1beta), as server and as client. */
@NullMarked
package io.serai.dialect.gemini;

import org.jspecify.annotations.NullMarked;
