package io.serai.ingress.edge;

/**
 * Bounds on the head of an HTTP request.
 *
 * @param line the longest request line, in bytes
 * @param bytes all header lines together
 * @param count the most header lines
 */
public record HeadLimits(int line, int bytes, int count) {}
