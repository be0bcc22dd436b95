package io.serai.provider.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names to addresses of the public internet and to no others, so that nobody can have Serai ask the machines around it. What it gives
 * is what gets connected to: a name that resolves otherwise a moment later changes nothing.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special addresses</a>
 */
public final class PublicAddresses implements DnsResolver {

    /** A name that means an address which is not public. */
    public static final class PrivateAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        PrivateAddressException(String host) {
            super(host);
        }
    }

    /** A range: its first address and how many of its bits count. */
    private record Range(byte[] start, int bits) {
        static Range of(String text) {
            String[] parts = text.split("/", 2);
            try {
                // A literal, so nobody is asked.
                return new Range(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }

        boolean holds(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(address, 0, whole, start, 0, whole)
                    && (rest == 0 || ((address[whole] ^ start[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0);
        }
    }

    /** This host and network, private, shared by carriers, loopback, link-local, protocols, documentation, benchmarks, multicast, the future. */
    private static final List<Range> FORBIDDEN = List.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    // The same for IPv6, with what only carries IPv4 inside: mapped, translated, Teredo, 6to4.
                    "::/8",
                    "64:ff9b::/32",
                    "100::/16",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/9",
                    "ff00::/8")
            .stream()
            .map(Range::of)
            .toList();

    /** Whether an address belongs to the public internet. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && !(address instanceof Inet6Address six && six.isIPv4CompatibleAddress())
                && FORBIDDEN.stream().noneMatch(range -> range.holds(bytes));
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        for (InetAddress address : all) {
            if (!isPublic(address)) {
                throw new PrivateAddressException(host);
            }
        }
        return all;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
