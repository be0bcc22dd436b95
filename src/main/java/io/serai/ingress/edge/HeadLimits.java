package io.serai.ingress.edge;

/**
 * How large the head of an HTTP request may be.
 *
 * @param line the longest request line, in bytes
 * @param bytes all header lines together
 * @param count the most header lines
 */
public record HeadLimits(int line, int bytes, int count) {}
