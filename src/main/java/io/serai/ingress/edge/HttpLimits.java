package io.serai.ingress.edge;

import java.time.Duration;

/**
 * Bounds on one client, one connection and all of them together. A time of zero, or a count of zero, is no limit.
 *
 * @param body the largest request body, in bytes, also after decompression
 * @param bodies all request bodies in flight together, in bytes
 * @param ratio how many times its size a compressed body may become
 * @param headTime how long the head of a request may take, from its first byte or from the connection's begin
 * @param bodyTime how long a body may take, beyond the time that it takes at {@link ClientConnection#SLOWEST}
 * @param idleTime how long a connection may wait for its next request
 * @param unreadTime how long a client may take nothing of its answer
 * @param connections the most connections
 * @param perAddress the most connections of one address
 */
public record HttpLimits(
        long body,
        long bodies,
        int ratio,
        Duration headTime,
        Duration bodyTime,
        Duration idleTime,
        Duration unreadTime,
        int connections,
        int perAddress) {}
