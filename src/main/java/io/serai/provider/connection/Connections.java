package io.serai.provider.connection;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.LaxConnPool;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The connections to vendors, which belong to the process: a revision that ends does not close them. */
public final class Connections extends PoolingHttpClientConnectionManager {
    private static final int MOST = 20_000;

    /** Bytes; each of thousands of connections has three of them. */
    private static final int BUFFER = 1024;

    private final LaxConnPool<HttpRoute, ManagedHttpClientConnection> pool;

    private Connections(LaxConnPool<HttpRoute, ManagedHttpClientConnection> pool, boolean proxied) {
        super(
                new DefaultHttpClientConnectionOperator(
                        socks -> proxied ? new Socket() : new Socket(Proxy.NO_PROXY),
                        null,
                        null,
                        RegistryBuilder.<TlsSocketStrategy>create()
                                .register(URIScheme.HTTPS.id, new LazyTls())
                                .build()),
                pool,
                AnswerHeads.connections(BUFFER));
        this.pool = pool;
        // The watchdog stops slow reads from outside: a read that times out itself costs its virtual thread a
        // timer.
        setDefaultConnectionConfig(ConnectionConfig.custom()
                .setSocketTimeout(Timeout.INFINITE)
                .setValidateAfterInactivity(TimeValue.ofSeconds(30))
                .setTimeToLive(TimeValue.ofMinutes(10))
                .build());
    }

    /** @param proxied whether Java may know of a proxy; it is else asked for one at each new connection */
    public static Connections open(boolean proxied) {
        return new Connections(
                new LaxConnPool<>(MOST, TimeValue.NEG_ONE_MILLISECOND, PoolReusePolicy.LIFO, null, null), proxied);
    }

    /** Gives up kept connections of all routes that are closed. */
    public void giveUpClosed() {
        pool.getRoutes().forEach(this::giveUpClosed);
    }

    /** Gives up kept connections of a route that are closed, from the one that was used last to the first that is open. */
    public void giveUpClosed(HttpRoute route) {
        boolean closed = !pool.isShutdown();
        while (closed) {
            PoolEntry<HttpRoute, ManagedHttpClientConnection> kept = idle(route);
            if (kept == null) {
                return;
            }
            closed = kept.hasConnection() && closed(kept.getConnection());
            if (closed) {
                kept.discardConnection(CloseMode.IMMEDIATE);
            }
            pool.release(kept, !closed);
        }
    }

    /** The one that was used last, or an entry without a connection if there is none; null if too many are in use. */
    private @Nullable PoolEntry<HttpRoute, ManagedHttpClientConnection> idle(HttpRoute route) {
        Future<PoolEntry<HttpRoute, ManagedHttpClientConnection>> lease = pool.lease(route, null);
        if (lease.isDone()) {
            return lease.resultNow();
        }
        lease.cancel(true);
        return null;
    }

    private static boolean closed(ManagedHttpClientConnection connection) {
        try {
            return connection.isStale();
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    @Override
    public void close() {
        // The process does.
    }

    @Override
    public void close(CloseMode mode) {
        // The process does.
    }

    public void closeAll() {
        super.close(CloseMode.IMMEDIATE);
    }
}
