package io.serai.wire;

/** A healthy vendor that closes idle connections when the test says so. */
public final class ClosesIdleConnections extends HealthyVendor {

    public ClosesIdleConnections(String name) {
        super(name);
    }

    /** Closes every connection that is between two requests, at once, and tells how many they were. */
    public int closeIdle() {
        return closeIdleConnections();
    }
}
