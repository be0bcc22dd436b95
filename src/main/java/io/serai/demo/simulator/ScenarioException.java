package io.serai.demo.simulator;

/** A scenario that cannot be played; the message says where in the file and what to change. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ScenarioException(String message) {
        super(message);
    }
}
