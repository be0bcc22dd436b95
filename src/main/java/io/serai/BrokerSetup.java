package io.serai;

import io.serai.broker.Broker;
import io.serai.broker.BrokerSettings;
import io.serai.settings.Settings;
import java.nio.file.Path;

/** The broker as the settings want it. */
final class BrokerSetup {

    private BrokerSetup() {}

    static Broker broker(Path directory, Settings settings) {
        return new Broker(new BrokerSettings(
                settings.text("serai.broker.url"),
                settings.text("serai.broker.user"),
                settings.text("serai.broker.password"),
                settings.text("serai.broker.listen"),
                directory.resolve(settings.text("serai.data")).resolve("broker")));
    }
}
