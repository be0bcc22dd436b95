package io.serai.demo.simulator;

/** The reason for refusing a call. */
enum Problem {
    UNAUTHORIZED(401),
    NO_MODEL(404),
    NO_PATH(404),
    MALFORMED(400),
    LIMITED(429),
    ERROR(500),
    UNAVAILABLE(503);

    private final int status;

    Problem(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
