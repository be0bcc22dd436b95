package io.serai;

import io.serai.settings.Exposure;
import io.serai.settings.PropertiesFile;
import io.serai.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Where and whom Serai serves over HTTP.
 *
 * @param keys one of which every client must show; empty to serve everybody
 * @param bodyLimit the largest request body, in bytes
 * @param keepAlive how long a stream may be silent; zero for ever
 * @param patience how long a request waits for a quota if it does not say so itself
 */
record HttpSettings(String host, int port, List<String> keys, long bodyLimit, Duration keepAlive, Duration patience) {
    static HttpSettings of(Settings settings) {
        return new HttpSettings(
                settings.text("serai.http.host"),
                settings.port("serai.http.port"),
                settings.list("serai.http.keys"),
                settings.bytes("serai.http.body-limit"),
                settings.duration("serai.http.keep-alive"),
                settings.duration("serai.http.wait"));
    }

    HttpSettings withKeys(List<String> others) {
        return new HttpSettings(host, port, others, bodyLimit, keepAlive, patience);
    }

    /** Refuses to serve the world without keys. */
    void refuseIfOpen() {
        if (keys.isEmpty() && !Exposure.isLocal(host)) {
            throw new StartException(PropertiesFile.NAME + " serai.http.host" + Exposure.withoutKeys(host));
        }
    }
}
