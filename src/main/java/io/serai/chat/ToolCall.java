package io.serai.chat;

import java.util.Map;

/**
 * A call of a tool that a model asks for, or in a stream a piece of one.
 *
 * @param index which call of the message it is, from 0; pieces of one call share it. -1 where the dialect gives none
 * @param id what the result will refer to; empty where the vendor gives none, and in later pieces
 * @param name the tool's name; empty in later pieces
 * @param arguments the arguments, as JSON text; in a stream a fragment of it
 * @param extras fields that Serai does not know, in the shape of the dialect
 */
public record ToolCall(int index, String id, String name, String arguments, Map<String, Object> extras) {}
