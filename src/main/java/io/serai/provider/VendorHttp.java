package io.serai.provider;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.Http1StreamListener;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * How Serai's http: endpoints call vendors: over connections that outlive revisions, without the client's own retries, redirects,
 * cookies and decompression; proxies by Java's system properties. One failure is no vendor's illness: a kept connection that the vendor had closed meanwhile. Such a call
 * is made once more at once, over a new connection.
 */
public final class VendorHttp implements HttpClientConfigurer, AutoCloseable {
    private static final int MOST_CONNECTIONS = 20_000;
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);
    private static final ConnectionConfig CONNECTION = ConnectionConfig.custom()
            .setConnectTimeout(CONNECT)
            .setValidateAfterInactivity(IDLE)
            .setTimeToLive(TimeValue.ofMinutes(10))
            .build();

    /** For a thread that only wants to know whether a connection is open. */
    private static final ConnectionConfig LOOKED_AT = ConnectionConfig.copy(CONNECTION)
            .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
            .build();

    private static final ThreadLocal<Boolean> LOOKING = ThreadLocal.withInitial(() -> false);
    private static final int STALE_RETRIES = 3;

    /** Bytes; each of thousands of connections has three of them. */
    private static final int BUFFER = 2048;

    private final PoolingHttpClientConnectionManager pool;
    private final Connections shared;

    public VendorHttp() {
        pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom().setBufferSize(BUFFER).build())
                        .build())
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .build();
        pool.setConnectionConfigResolver(route -> LOOKING.get() ? LOOKED_AT : CONNECTION);
        shared = new Connections(pool);
    }

    /** Makes the http: and https: components of a context call vendors. */
    public void install(CamelContext context) {
        for (String scheme : new String[] {"http", "https"}) {
            HttpComponent component = context.getComponent(scheme, HttpComponent.class);
            component.setClientConnectionManager(shared);
            component.setHttpClientConfigurer(this);
            component.setCookieManagementDisabled(true);
        }
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.setConnectionManager(shared)
                .setConnectionManagerShared(true)
                .setRetryStrategy(new StaleConnections())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .useSystemProperties()
                .setUserAgent("serai")
                .setRequestExecutor(new HttpRequestExecutor(
                        HttpRequestExecutor.DEFAULT_WAIT_FOR_CONTINUE,
                        DefaultClientConnectionReuseStrategy.INSTANCE,
                        new Sending()))
                .addExecInterceptorFirst("serai", VendorHttp::register)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(CONNECT)
                        .setExpectContinueEnabled(false)
                        .build());
    }

    @Override
    public void close() {
        pool.close(CloseMode.IMMEDIATE);
    }

    /** Gives up kept connections of a route that are closed, from the one that was used last to the first that is open. */
    private void giveUpClosed(HttpRoute route) {
        LOOKING.set(true);
        try {
            boolean open = false;
            while (!open && pool.getStats(route).getAvailable() > 0) {
                ConnectionEndpoint last =
                        pool.lease("look", route, CONNECT, null).get(CONNECT);
                open = last.isConnected();
                pool.release(last, null, open ? IDLE : TimeValue.ZERO_MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // Calls find out themselves.
        } finally {
            LOOKING.remove();
        }
    }

    /** Lets whoever looks after the call stop it. */
    private static ClassicHttpResponse register(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Attempt attempt = Attempt.current();
        if (attempt != null && scope.originalRequest instanceof Cancellable running) {
            attempt.runs(running);
        }
        return chain.proceed(request, scope);
    }

    /** Tells the moment from which a call counts at its vendor. */
    private static final class Sending implements Http1StreamListener {

        @Override
        public void onRequestHead(HttpConnection connection, HttpRequest request) {
            Attempt attempt = Attempt.current();
            if (attempt != null) {
                attempt.permits().sent();
            }
        }

        @Override
        public void onResponseHead(HttpConnection connection, HttpResponse response) {
            // Its headers are read with the answer.
        }

        @Override
        public void onExchangeComplete(HttpConnection connection, boolean keepAlive) {
            // The attempt knows its end.
        }
    }

    /** Repeats a call whose kept connection turned out to be closed, before any byte of an answer. */
    private final class StaleConnections implements HttpRequestRetryStrategy {

        @Override
        public boolean retryRequest(HttpRequest request, IOException failure, int count, HttpContext context) {
            EndpointDetails connection = HttpCoreContext.cast(context).getEndpointDetails();
            boolean reused = connection != null && connection.getResponseCount() > 0;
            boolean closed = failure instanceof NoHttpResponseException
                    || failure instanceof ConnectionClosedException
                    || (failure instanceof SocketException && !(failure instanceof java.net.ConnectException));
            Attempt attempt = Attempt.current();
            boolean wanted = attempt == null
                    || (attempt.expired() == null && !attempt.call().gone());
            if (reused && closed && wanted && count <= STALE_RETRIES) {
                // Where one was closed, the others of that age mostly were too.
                if (HttpClientContext.cast(context).getHttpRoute() instanceof HttpRoute route) {
                    giveUpClosed(route);
                }
                return true;
            }
            return false;
        }

        @Override
        public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
            return false;
        }

        @Override
        public TimeValue getRetryInterval(HttpResponse response, int count, HttpContext context) {
            return TimeValue.ZERO_MILLISECONDS;
        }
    }
}
