package io.serai.ingress.edge;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of all clients, bounded in all and for each address, each with its deadlines, which are kept on the server's one event loop. */
public final class ClientConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);
    private static final long LOOK_MILLIS = 1000;
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(2 * LOOK_MILLIS);
    private static final long TELL_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** The part of an IPv6 address that names a network; the owner of one of its addresses owns all. */
    private static final int NETWORK_BYTES = 8;

    private final HttpServerOptions options;
    private final HeadLimits heads;
    private final LongSupplier clock;
    private final Set<ClientConnection> connections = new HashSet<>();
    private final Map<Object, Integer> addresses = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile HttpLimits limits;
    private boolean looking;
    private long now;
    private long looked;
    private long told;

    /**
     * @param options of the server
     * @param limits until there are others
     */
    public ClientConnections(HttpServerOptions options, HeadLimits heads, HttpLimits limits) {
        this(options, heads, limits, System::nanoTime);
    }

    ClientConnections(HttpServerOptions options, HeadLimits heads, HttpLimits limits, LongSupplier clock) {
        this.options = options;
        this.heads = heads;
        this.limits = limits;
        this.clock = clock;
        this.now = clock.getAsLong();
        this.looked = now;
        this.told = now - TELL_NANOS;
    }

    /** Sets what clients may take from now on. */
    public void limit(HttpLimits changed) {
        limits = changed;
    }

    /** Takes a new connection that has sent nothing yet, with its deadlines; or closes it if there are too many. */
    public void accept(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        if (!looking) {
            looking = true;
            var unused = channel.eventLoop()
                    .scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (count(channel)) {
            ClientConnection client = new ClientConnection(channel, this, heads);
            client.install();
            connections.add(client);
            channel.closeFuture().addListener(closed -> {
                connections.remove(client);
                client.closed();
            });
        }
    }

    /** Takes a new connection without deadlines, or closes it if there are too many. */
    public void count(HttpConnection connection) {
        var unused = count(((ConnectionBase) connection).channel());
    }

    private boolean count(Channel channel) {
        Object address = address(channel);
        int ofAddress = addresses.getOrDefault(address, 0);
        if (isOver(count.get(), limits.connections()) || isOver(ofAddress, limits.perAddress())) {
            tell(address, ofAddress);
            var unused = channel.close();
            return false;
        }
        count.incrementAndGet();
        addresses.merge(address, 1, Integer::sum);
        channel.closeFuture().addListener(closed -> {
            count.decrementAndGet();
            addresses.computeIfPresent(address, (same, before) -> before == 1 ? null : before - 1);
        });
        return true;
    }

    private static boolean isOver(int now, int most) {
        return most > 0 && now >= most;
    }

    private static Object address(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote) || remote.getAddress() == null) {
            return "";
        }
        InetAddress address = remote.getAddress();
        return address instanceof Inet6Address
                ? ByteBuffer.wrap(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                : address;
    }

    private void tell(Object address, int ofAddress) {
        if (now - told >= TELL_NANOS) {
            told = now;
            LOG.warn(
                    "Connections are refused: {} are open, {} of them from {} (serai.http.connections,"
                            + " serai.http.connections-per-address)",
                    count.get(),
                    ofAddress,
                    address instanceof InetAddress known ? known.getHostAddress() : "one IPv6 network");
        }
    }

    /** Ends those that take too long over something. */
    void look() {
        long time = clock.getAsLong();
        // Clients are not to blame while the event loop stood still and read nothing.
        now += Math.min(time - looked, MOST_NANOS);
        looked = time;
        HttpLimits current = limits;
        for (ClientConnection client : List.copyOf(connections)) {
            try {
                client.look(now, current);
            } catch (RuntimeException e) {
                // The others are still to be looked at, now and later.
                LOG.warn("A client's connection could not be looked at: {}", e.toString());
            }
        }
    }

    /** The time of the last look, in nanoseconds of an event loop that runs. */
    long now() {
        return now;
    }

    HttpServerOptions options() {
        return options;
    }
}
