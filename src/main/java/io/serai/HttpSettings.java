package io.serai;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
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
    private static final long BODY_LIMIT = 32L << 20;

    /** @throws StartException if one of them is wrong */
    static HttpSettings of(Settings settings) {
        String host = settings.text("serai.http.host", "127.0.0.1");
        List<String> keys = Arrays.stream(settings.text("serai.http.keys", "").split(","))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
        return new HttpSettings(
                host,
                settings.port("serai.http.port", 8080),
                keys,
                settings.bytes("serai.http.body-limit", BODY_LIMIT),
                settings.duration("serai.http.keep-alive", Duration.ofSeconds(15)),
                settings.duration("serai.http.wait", Duration.ofSeconds(2)));
    }

    HttpSettings withKeys(List<String> others) {
        return new HttpSettings(host, port, others, bodyLimit, keepAlive, patience);
    }

    /** Refuses to serve the world without keys. */
    void refuseIfOpen() {
        if (keys.isEmpty() && !isLocal(host)) {
            throw new StartException("serai.http.host=" + host + " can be reached from outside; set serai.http.keys to"
                    + " the keys that clients must show, or use 127.0.0.1");
        }
    }

    /** Whether only programs of this machine can reach an address. */
    static boolean isLocal(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new StartException(host + " is no address of this machine");
        }
    }
}
