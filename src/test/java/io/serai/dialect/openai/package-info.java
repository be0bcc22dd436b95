/** The openai dialect held to what OpenAI's API and its compatible vendors send. */
@NullMarked
package io.serai.dialect.openai;

import org.jspecify.annotations.NullMarked;
