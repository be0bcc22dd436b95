package io.serai.provider;

import io.serai.provider.connection.Connections;
import io.serai.provider.connection.ProxyException;
import io.serai.provider.connection.Way;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
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
import org.apache.hc.core5.http.impl.Http1StreamListener;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Calls vendors for Serai's http: endpoints: over connections that outlive revisions, without the client's own retries, redirects,
 * cookies and decompression; proxies by Java's system properties. One failure is no vendor's illness: a kept connection that the vendor
 * had closed meanwhile. Such a call is made once more at once, over a new connection; and twice a second such connections are given up.
 */
public final class VendorHttp implements HttpClientConfigurer, AutoCloseable {
    private static final int STALE_RETRIES = 3;

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** How long a step that says nothing else waits for the next bytes; the calls to vendors are looked after. */
    private static final Duration RESPONSE = Duration.ofMinutes(3);

    private static final long LOOK_MILLIS = 500;

    private final boolean proxied = hasProxies(ProxySelector.getDefault());
    private final Connections connections = Connections.open(proxied);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("connections").factory());

    public VendorHttp() {
        var unused = timer.scheduleWithFixedDelay(
                connections::giveUpClosed, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Makes the http: and https: components of a context call vendors. */
    public void install(CamelContext context) {
        for (String scheme : new String[] {"http", "https"}) {
            HttpComponent component = context.getComponent(scheme, HttpComponent.class);
            component.setClientConnectionManager(connections);
            component.setHttpClientConfigurer(this);
            component.setCookieManagementDisabled(true);
            component.setConnectTimeout(CONNECT.toMillis());
            component.setConnectionRequestTimeout(CONNECT.toMillis());
            component.setResponseTimeout(RESPONSE.toMillis());
        }
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.setConnectionManager(connections)
                .setConnectionManagerShared(true)
                .setRetryStrategy(new StaleConnections())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("serai")
                .setRequestExecutor(new HttpRequestExecutor(
                        HttpRequestExecutor.DEFAULT_WAIT_FOR_CONTINUE,
                        DefaultClientConnectionReuseStrategy.INSTANCE,
                        new Sending()))
                .addExecInterceptorFirst("serai", VendorHttp::register);
        if (proxied) {
            builder.useSystemProperties()
                    .addExecInterceptorAfter(ChainElement.CONNECT.name(), "serai-arrival", VendorHttp::arrive);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        connections.closeAll();
    }

    /** Whether any address at all is reached through a proxy. */
    private static boolean hasProxies(@Nullable ProxySelector proxies) {
        return proxies != null
                && Stream.of("http", "https", "socket")
                        .map(scheme -> proxies.select(URI.create(scheme + "://vendor.invalid:443")))
                        .anyMatch(found -> !found.equals(List.of(Proxy.NO_PROXY)));
    }

    /** Lets the watchdog stop the call, and distinguishes the proxy's answer from the vendor's. */
    private static ClassicHttpResponse register(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        VendorCall attempt = VendorCall.current();
        if (attempt != null && scope.originalRequest instanceof Cancellable running) {
            attempt.runs(running);
        }
        if (attempt == null || scope.route.getProxyHost() == null) {
            return chain.proceed(request, scope);
        }
        attempt.arrived(false);
        ClassicHttpResponse response;
        try {
            response = chain.proceed(request, scope);
        } catch (IOException e) {
            throw attempt.hasArrived() || attempt.expired() != null ? e : Way.blamed(scope.route, e);
        }
        ProxyException refusal = Way.refusal(scope.route, response, attempt.hasArrived());
        if (refusal != null) {
            response.close();
            throw refusal;
        }
        return response;
    }

    /** Notes that there is a connection to the vendor, through whatever proxy. */
    private static ClassicHttpResponse arrive(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        VendorCall attempt = VendorCall.current();
        if (attempt != null) {
            attempt.arrived(true);
        }
        return chain.proceed(request, scope);
    }

    /** Tells the moment from which a call counts at its vendor. */
    private static final class Sending implements Http1StreamListener {

        @Override
        public void onRequestHead(HttpConnection connection, HttpRequest request) {
            VendorCall attempt = VendorCall.current();
            if (attempt != null) {
                attempt.goesOut();
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
            VendorCall attempt = VendorCall.current();
            boolean wanted = attempt == null
                    || (attempt.expired() == null && !attempt.call().gone());
            if (reused && closed && wanted && count <= STALE_RETRIES) {
                // Where one was closed, the others of that age mostly were too.
                if (HttpClientContext.cast(context).getHttpRoute() instanceof HttpRoute route) {
                    connections.giveUpClosed(route);
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
