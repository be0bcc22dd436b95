package io.serai.e2e.matrix;

import java.util.List;

/** Vendors that speak dialects which Serai does not speak to applications. */
final class ClientOnly {

    private ClientOnly() {}

    static List<Answerer> answerers() {
        return List.of();
    }
}
