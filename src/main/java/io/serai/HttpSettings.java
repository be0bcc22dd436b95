package io.serai;

import io.serai.ingress.edge.HeadLimits;
import io.serai.ingress.edge.HttpLimits;
import io.serai.settings.Exposure;
import io.serai.settings.PropertiesFile;
import io.serai.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * The settings of the HTTP server.
 *
 * @param keys one of which every client must show; empty to serve everybody
 * @param adminKeys one of which operators must show as soon as any keys are set
 * @param viewerKeys which show operators' pages, and change nothing
 * @param limits what clients may take
 * @param keepAlive how long a stream may be silent; zero for ever
 * @param patience how long a request waits for a quota if it does not say so itself
 */
record HttpSettings(
        String host,
        int port,
        List<String> keys,
        List<String> adminKeys,
        List<String> viewerKeys,
        HttpLimits limits,
        Duration keepAlive,
        Duration patience) {
    /** The part of the heap for bodies: one is held some three times, beside what becomes of it, while its call runs. */
    private static final int PART = 8;

    static HttpSettings of(Settings settings) {
        return new HttpSettings(
                settings.text("serai.http.host"),
                settings.port("serai.http.port"),
                settings.list("serai.http.keys"),
                settings.list("serai.admin.keys"),
                settings.list("serai.admin.viewers"),
                limits(settings),
                settings.duration("serai.http.keep-alive"),
                settings.duration("serai.http.wait"));
    }

    HttpSettings withKeys(HttpSettings others) {
        return new HttpSettings(
                host, port, others.keys, others.adminKeys, others.viewerKeys, limits, keepAlive, patience);
    }

    HttpSettings withKeys(List<String> clients, List<String> admins, List<String> viewers) {
        return new HttpSettings(host, port, clients, admins, viewers, limits, keepAlive, patience);
    }

    private static HttpLimits limits(Settings settings) {
        return new HttpLimits(
                settings.bytes("serai.http.body-limit"),
                settings.text("serai.http.bodies-limit").isEmpty()
                        ? Runtime.getRuntime().maxMemory() / PART
                        : settings.bytes("serai.http.bodies-limit"),
                (int) settings.number("serai.http.compression-ratio"),
                settings.duration("serai.http.head-timeout"),
                settings.duration("serai.http.body-timeout"),
                settings.duration("serai.http.idle-timeout"),
                settings.duration("serai.http.unread-timeout"),
                (int) settings.number("serai.http.connections"),
                (int) settings.number("serai.http.connections-per-address"));
    }

    /** How large the head of a request may be, as it was set at the start. */
    static HeadLimits heads(Settings settings) {
        return new HeadLimits(
                (int) settings.number("serai.http.uri-limit"), (int) settings.number("serai.http.header-limit"), (int)
                        settings.number("serai.http.headers"));
    }

    /** The host at which programs on this machine reach the server of these settings. */
    static String near(Settings settings) {
        String host = settings.text("serai.http.host");
        try {
            return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }

    /** Where it listens, as it stands in a URL. */
    static String authority(String host, int port) {
        return (host.contains(":") && !host.startsWith("[") ? '[' + host + ']' : host) + ':' + port;
    }

    /**
     * Refuses to serve the world without keys, or with keys that can be guessed.
     *
     * @param clientKeys whether there are client keys beside those of the settings
     */
    void refuseIfOpen(boolean clientKeys) {
        if (Exposure.isLocal(host)) {
            return;
        }
        if (keys.isEmpty() && !clientKeys) {
            throw new StartException(PropertiesFile.NAME + " serai.http.host" + Exposure.withoutKeys(host));
        }
        refuseGuessable("serai.http.keys", keys);
        refuseGuessable("serai.admin.keys", adminKeys);
        refuseGuessable("serai.admin.viewers", viewerKeys);
    }

    private void refuseGuessable(String name, List<String> all) {
        if (Exposure.hasGuessable(all)) {
            throw new StartException(PropertiesFile.NAME + ' ' + name + Exposure.guessable(host));
        }
    }
}
