package io.serai.dialect.anthropic;

import java.util.List;

/**
 * A conversation as Anthropic has it.
 *
 * @param system what systems and developers have said; empty if nothing
 * @param messages the turns of user and assistant, in turn
 */
record Turns(String system, List<Object> messages) {}
