package io.serai.e2e.matrix;

import java.util.List;

/** Applications that speak dialects which Serai does not speak to vendors. */
final class ServerOnly {

    private ServerOnly() {}

    static List<Speaker> speakers() {
        return List.of();
    }
}
