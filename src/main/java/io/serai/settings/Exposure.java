package io.serai.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The rule that nothing listens for other machines without keys or a password. */
public final class Exposure {
    private Exposure() {}

    /** What can be reached from outside by anybody; the settings have values that fit. */
    static List<Mistake> of(Settings settings, boolean clientKeys) {
        List<Mistake> mistakes = new ArrayList<>();
        String host = settings.text("serai.http.host");
        if (!isLocal(host)) {
            if (settings.list("serai.http.keys").isEmpty() && !clientKeys) {
                mistakes.add(settings.mistake("serai.http.host", withoutKeys(host)));
            }
            for (String name : List.of("serai.http.keys", "serai.admin.keys", "serai.admin.viewers")) {
                if (hasGuessable(settings.list(name))) {
                    mistakes.add(settings.mistake(name, guessable(host)));
                }
            }
        }
        String listen = settings.text("serai.broker.listen");
        boolean open = settings.text("serai.broker.user").isEmpty()
                || settings.text("serai.broker.password").isEmpty();
        if (!listen.isEmpty() && open && !isLocal(URI.create(listen).getHost())) {
            mistakes.add(settings.mistake(
                    "serai.broker.listen",
                    "=" + listen + " can be reached from outside; set serai.broker.user and serai.broker.password, or"
                            + " use tcp://127.0.0.1:61616"));
        }
        return mistakes;
    }

    /** What is wrong with serving a host without keys, after the name of the setting. */
    public static String withoutKeys(String host) {
        return "=" + host + " can be reached from outside; set serai.http.keys to the keys that clients must show, make"
                + " client keys (clients.yaml or 'serai key create'), or use 127.0.0.1";
    }

    /** Whether one of some keys can be guessed. */
    public static boolean hasGuessable(List<String> keys) {
        return keys.stream().anyMatch(Guessable::is);
    }

    /** What is wrong with a key that can be guessed, after the name of the setting. */
    public static String guessable(String host) {
        return " has a key of fewer than " + Guessable.SHORTEST
                + " characters, or one that is a row, a repetition or an"
                + " example, which can be guessed from outside (serai.http.host=" + host
                + "); use a longer one, such as that of 'openssl rand -hex 32'";
    }

    /** Whether only programs of this machine can reach an address. A name that nobody knows cannot be listened on either. */
    public static boolean isLocal(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }
}
