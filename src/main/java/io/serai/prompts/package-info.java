/** Texts of the operator's that models are told: system prompts, and templates that requests name. */
@NullMarked
package io.serai.prompts;

import org.jspecify.annotations.NullMarked;
