package io.serai.dialect.anthropic;

import java.util.List;
import java.util.Map;

/**
 * A conversation as Anthropic has it.
 *
 * @param system what systems and developers have said, in blocks; empty if nothing
 * @param messages the turns of user and assistant, in turn
 */
record Turns(List<Map<String, Object>> system, List<Object> messages) {}
