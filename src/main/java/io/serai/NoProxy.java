package io.serai;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of {@code NO_PROXY}: a name (which stands for all below it, too), an address, a network such as {@code 10.0.0.0/8} or
 * {@code fd00::/8} for addresses that are written as such, each perhaps with a port, or {@code *} for everything.
 *
 * @param unknown the entries that cannot be understood
 */
record NoProxy(List<Rule> rules, List<String> unknown) {
    private static final Pattern NAME = Pattern.compile("[\\w*-]+(\\.[\\w*-]+)*\\.?");
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern PORT = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*):(\\d{1,5})");

    /** What an entry stands for. Port 0 is any. */
    record Rule(String name, byte @Nullable [] network, int bits, int port) {}

    static NoProxy parse(String text) {
        List<Rule> rules = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String entry : text.split("[,\\s]+")) {
            if (!entry.isEmpty()) {
                Rule rule = rule(entry.toLowerCase(Locale.ROOT));
                if (rule == null) {
                    unknown.add(entry);
                } else {
                    rules.add(rule);
                }
            }
        }
        return new NoProxy(rules, unknown);
    }

    private static @Nullable Rule rule(String entry) {
        Matcher ported = PORT.matcher(entry);
        boolean port = ported.matches();
        String host = port ? ported.group(1) : entry;
        int number = port ? Integer.parseInt(ported.group(2)) : 0;
        if (number > 65535 || port && number == 0) {
            return null;
        }
        int slash = host.indexOf('/');
        byte[] address = literal(slash < 0 ? host : host.substring(0, slash));
        if (address != null) {
            int most = address.length * 8;
            String bits = slash < 0 ? Integer.toString(most) : host.substring(slash + 1);
            return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= most
                    ? new Rule("", address, Integer.parseInt(bits), number)
                    : null;
        }
        String name = host.replaceFirst("^\\*?\\.", "").replaceFirst("\\.$", "");
        return slash < 0
                        && (name.equals("*")
                                || NAME.matcher(name).matches()
                                        && !V4.matcher(name).matches())
                ? new Rule(name, null, 0, number)
                : null;
    }

    /** The bytes of an address that is written as one, in brackets or not; null for a name. */
    private static byte @Nullable [] literal(String host) {
        String text = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!V4.matcher(text).matches() && !text.contains(":")) {
            return null;
        }
        try {
            // What has colons is no name, so nobody is asked for it.
            return text.matches("[0-9a-f:.%]+") ? InetAddress.getByName(text).getAddress() : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    boolean matches(String host, int port) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        byte[] address = literal(name);
        return rules.stream()
                .anyMatch(rule -> (rule.port() == 0 || rule.port() == port) && matches(rule, name, address));
    }

    private static boolean matches(Rule rule, String name, byte @Nullable [] address) {
        byte[] network = rule.network();
        if (network != null) {
            return address != null && within(address, network, rule.bits());
        }
        if (rule.name().contains("*")) {
            return name.matches(Arrays.stream(rule.name().split("\\*", -1))
                    .map(Pattern::quote)
                    .collect(java.util.stream.Collectors.joining(".*")));
        }
        return address == null && (name.equals(rule.name()) || name.endsWith('.' + rule.name()));
    }

    private static boolean within(byte[] address, byte[] network, int bits) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Asks another selector only for what no entry names. */
    ProxySelector before(ProxySelector other) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                String host = uri.getHost();
                int port = uri.getPort() < 0 ? "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80 : uri.getPort();
                return host != null && matches(host, port) ? List.of(Proxy.NO_PROXY) : other.select(uri);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                other.connectFailed(uri, address, failure);
            }
        };
    }
}
