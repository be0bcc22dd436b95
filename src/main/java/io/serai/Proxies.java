package io.serai;

import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxies that {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} name, as Java's system properties, which count more. */
final class Proxies {
    private static final Logger LOG = LoggerFactory.getLogger(Proxies.class);
    private static final int LARGEST_PORT = 65_535;
    private static final String OWN = "localhost|127.*|[::1]";

    private Proxies() {}

    /** Takes those of this process, and warns of what cannot be understood. */
    static void take() {
        NoProxy without = take(System.getenv(), System.getProperties());
        without.unknown()
                .forEach(entry -> LOG.warn(
                        "NO_PROXY has the entry '{}', which is no name, address or network; it has no effect", entry));
        ProxySelector selector = ProxySelector.getDefault();
        if (selector != null && !without.rules().isEmpty()) {
            ProxySelector.setDefault(without.before(selector));
        }
    }

    /**
     * Takes those of an environment.
     *
     * @return what is asked for without a proxy, beyond what Java's properties can say
     * @throws StartException if a variable names no proxy
     */
    static NoProxy take(Map<String, String> environment, Properties properties) {
        boolean any = take("http", environment, properties) | take("https", environment, properties);
        String without =
                environment.getOrDefault(name("no_proxy", environment), "").strip();
        if (any && !without.isEmpty() && !properties.containsKey("http.nonProxyHosts")) {
            String patterns = patterns(without);
            properties.setProperty("http.nonProxyHosts", patterns.isEmpty() ? OWN : OWN + '|' + patterns);
            return NoProxy.parse(without);
        }
        return NoProxy.parse("");
    }

    private static boolean take(String scheme, Map<String, String> environment, Properties properties) {
        String name = name(scheme + "_proxy", environment);
        String value = environment.getOrDefault(name, "").strip();
        if (value.isEmpty() || properties.containsKey(scheme + ".proxyHost")) {
            return false;
        }
        URI proxy = proxy(name, value);
        properties.setProperty(scheme + ".proxyHost", proxy.getHost());
        properties.setProperty(scheme + ".proxyPort", Integer.toString(proxy.getPort() < 0 ? 80 : proxy.getPort()));
        String user = proxy.getUserInfo();
        if (user != null) {
            String[] parts = user.split(":", 2);
            properties.setProperty(scheme + ".proxyUser", parts[0]);
            properties.setProperty(scheme + ".proxyPassword", parts.length > 1 ? parts[1] : "");
        }
        return true;
    }

    /** What it says may hold a password, and stays out of the message. */
    private static URI proxy(String name, String value) {
        try {
            URI proxy = new URI(value.contains("://") ? value : "http://" + value);
            boolean port = proxy.getPort() != 0 && proxy.getPort() <= LARGEST_PORT;
            if (proxy.getHost() != null && port && "http".equalsIgnoreCase(proxy.getScheme())) {
                return proxy;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new StartException("The environment variable " + name + " names no proxy of the form http://host:port");
    }

    /** Small letters count more than capitals, as for curl. */
    private static String name(String small, Map<String, String> environment) {
        return environment.containsKey(small) ? small : small.toUpperCase(Locale.ROOT);
    }

    /** A name stands for itself and what is below it, as elsewhere. */
    private static String patterns(String without) {
        return Arrays.stream(without.split("[,\\s]+"))
                // Networks and ports are more than Java's patterns can say.
                .filter(name -> !name.isEmpty() && name.matches("[\\w.*-]+"))
                .map(name -> name.startsWith("*") ? name.substring(1) : name)
                .flatMap(name -> name.isEmpty()
                        ? Stream.of("*")
                        : name.startsWith(".")
                                ? Stream.of(name.substring(1), '*' + name)
                                : Stream.of(name, "*." + name))
                .collect(Collectors.joining("|"));
    }
}
