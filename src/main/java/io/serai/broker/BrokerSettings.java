package io.serai.broker;

import java.nio.file.Path;

/**
 * The settings of the broker. Texts are empty where nothing is set.
 *
 * @param url of another Artemis broker, such as {@code tcp://host:61616}; empty for the embedded one
 * @param user who connects; with the embedded broker, who may
 * @param listen where the embedded broker listens for other programs, such as {@code tcp://127.0.0.1:61616}; empty for nowhere
 * @param folder where the embedded broker keeps its journal
 */
public record BrokerSettings(String url, String user, String password, String listen, Path folder) {

    /** Whether the broker runs in this process. */
    public boolean embedded() {
        return url.isEmpty();
    }

    /** Whether who connects must show a user and a password. */
    boolean secured() {
        return !user.isEmpty();
    }
}
