package io.serai.broker;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker of the process. The embedded one starts when the first route connects, but not before it is {@link #open() opened}: until
 * then whoever connects waits, and none of its classes is loaded. So it costs nothing where no route uses it, and does not delay the
 * first answer over HTTP.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final long PATIENCE_SECONDS = 30;
    private static final long RECONNECT_MILLIS = 500;
    private static final long RESTART_MILLIS = 10_000;

    private final BrokerSettings settings;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch ending = new CountDownLatch(1);
    private @Nullable EmbeddedBroker embedded;
    private @Nullable ConnectionFactory connections;
    private boolean away;

    public Broker(BrokerSettings settings) {
        this.settings = settings;
    }

    /** Where routes get their connections; whoever asks for one waits until the broker is there, for a while. */
    public ConnectionFactory connections() {
        return new BrokerConnections(this);
    }

    /**
     * Lets the broker start, after a moment that belongs to the first requests over HTTP.
     *
     * @param delay how long that is
     */
    public void open(Duration delay) {
        Executor later = CompletableFuture.delayedExecutor(
                delay.toMillis(),
                TimeUnit.MILLISECONDS,
                work -> Thread.ofPlatform().daemon().name("broker").start(work));
        later.execute(opened::countDown);
        if (settings.embedded() && !settings.listen().isEmpty()) {
            later.execute(this::startForOthers);
        }
    }

    /** Whether anybody has connected, so that there is a broker. */
    public synchronized boolean isThere() {
        return connections != null;
    }

    /** Lets nobody wait for the broker any more; connections that are there go on. */
    public void stopWaiting() {
        ending.countDown();
        opened.countDown();
    }

    @Override
    public void close() throws Exception {
        stopWaiting();
        synchronized (this) {
            if (embedded != null) {
                embedded.close();
                embedded = null;
                connections = null;
            }
        }
    }

    <T> T connect(Connecting<T> connecting) throws JMSException {
        await();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                T connection = connecting.connect(factory());
                reached();
                return connection;
            } catch (JMSException e) {
                if (!again(e, end)) {
                    throw e;
                }
            }
        }
    }

    private void await() throws JMSException {
        try {
            opened.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JMSException("Interrupted while waiting for the broker");
        }
    }

    private synchronized ConnectionFactory factory() throws JMSException {
        if (connections == null) {
            if (ending.getCount() == 0) {
                throw new JMSException("Serai stops");
            }
            if (settings.embedded()) {
                embedded = EmbeddedBroker.start(settings);
                connections = embedded.connections();
            } else {
                connections = ArtemisConnections.to(settings.url(), settings);
            }
        }
        return connections;
    }

    /** Waits a moment before the next try; tells only once for each outage that there is one. */
    private boolean again(JMSException failure, long end) {
        synchronized (this) {
            if (!away && ending.getCount() > 0) {
                away = true;
                LOG.warn("{} does not answer, trying on: {}", name(), failure.getMessage());
            }
        }
        try {
            long pause = settings.embedded() ? RESTART_MILLIS : RECONNECT_MILLIS;
            return !ending.await(pause, TimeUnit.MILLISECONDS) && System.nanoTime() < end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void reached() {
        if (away) {
            away = false;
            LOG.info("{} answers", name());
        }
    }

    private String name() {
        return settings.embedded() ? "The broker in " + settings.folder() : "The broker at " + settings.url();
    }

    private void startForOthers() {
        try {
            factory();
        } catch (JMSException e) {
            LOG.error("The broker does not start: {}", e.getMessage());
        }
    }

    /** What is wanted of a connection factory. */
    interface Connecting<T> {
        T connect(ConnectionFactory factory) throws JMSException;
    }
}
