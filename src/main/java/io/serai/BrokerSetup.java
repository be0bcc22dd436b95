package io.serai;

import io.serai.broker.Broker;
import io.serai.broker.BrokerSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The broker as the settings want it. */
final class BrokerSetup {

    private BrokerSetup() {}

    /** @throws StartException if it could be reached from outside by anybody */
    static Broker broker(Path directory, Settings settings) {
        String listen = settings.text("serai.broker.listen", "");
        String user = settings.text("serai.broker.user", "");
        if (!listen.isEmpty() && user.isEmpty() && !HttpSettings.isLocal(host(listen))) {
            throw new StartException(
                    "serai.broker.listen=" + listen + " can be reached from outside; set serai.broker.user and"
                            + " serai.broker.password, or use tcp://127.0.0.1:61616");
        }
        return new Broker(new BrokerSettings(
                settings.text("serai.broker.url", ""),
                user,
                settings.text("serai.broker.password", ""),
                listen,
                directory.resolve(settings.text("serai.data", "data")).resolve("broker")));
    }

    private static String host(String address) {
        try {
            String host = new URI(address).getHost();
            if (host != null) {
                return host;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new StartException(
                "serai.broker.listen must be an address such as tcp://127.0.0.1:61616, not '" + address + "'");
    }
}
