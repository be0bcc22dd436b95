package io.serai.broker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettySNIHostnameHandler;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.cluster.ClusterConnection;
import org.apache.activemq.artemis.core.server.metrics.MetricsManager;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.apache.activemq.artemis.spi.core.remoting.AcceptorFactory;
import org.apache.activemq.artemis.spi.core.remoting.BufferHandler;
import org.apache.activemq.artemis.spi.core.remoting.ServerConnectionLifeCycleListener;
import org.apache.activemq.artemis.utils.ConfigurationHelper;
import org.apache.activemq.artemis.utils.actors.OrderedExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The listener of the embedded broker. It takes the connections itself, sets {@link FrameBounds} before each, and hands them to Artemis, as a
 * web server does after an upgrade.
 */
final class BoundedAcceptor extends NettyAcceptor {
    /** So many large messages may come at the same time. */
    private static final int AT_ONCE = 4;

    private static final long MOST_CONNECTIONS = 256;
    private static final int THREADS = 2;

    private final Map<String, Object> settings;
    private final boolean secured;
    private final AtomicLong room = new AtomicLong(AT_ONCE * LargestMessage.most());
    private final ChannelGroup listening = new DefaultChannelGroup("broker-listener", GlobalEventExecutor.INSTANCE);
    private @Nullable EventLoopGroup group;

    /** Whether a listener with these settings can be one: Artemis itself must read what proxies say first. */
    static boolean takes(Map<String, Object> settings) {
        return !isOn(settings, "proxyProtocolEnabled");
    }

    private static boolean isOn(Map<String, Object> settings, String name) {
        return Boolean.parseBoolean(String.valueOf(settings.get(name)));
    }

    /** Makes it; named in the broker's configuration. */
    public static final class Factory implements AcceptorFactory {
        /** The setting, among those of the listener, that says that a password is needed. */
        static final String SECURED = "secured";

        @Override
        public Acceptor createAcceptor(
                String name,
                ClusterConnection cluster,
                Map<String, Object> configuration,
                BufferHandler handler,
                ServerConnectionLifeCycleListener listener,
                Executor threads,
                ScheduledExecutorService scheduled,
                Map<String, ProtocolManager> protocols,
                String threadGroup,
                MetricsManager metrics) {
            Map<String, Object> settings = new HashMap<>(configuration);
            boolean secured = Boolean.TRUE.equals(settings.remove(SECURED));
            settings.put(TransportConstants.HTTP_UPGRADE_ENABLED_PROP_NAME, true);
            settings.putIfAbsent(TransportConstants.CONNECTIONS_ALLOWED, MOST_CONNECTIONS);
            return new BoundedAcceptor(
                    name,
                    cluster,
                    settings,
                    secured,
                    handler,
                    listener,
                    scheduled,
                    threads,
                    protocols,
                    threadGroup,
                    metrics);
        }
    }

    private BoundedAcceptor(
            String name,
            ClusterConnection cluster,
            Map<String, Object> settings,
            boolean secured,
            BufferHandler handler,
            ServerConnectionLifeCycleListener listener,
            ScheduledExecutorService scheduled,
            Executor threads,
            Map<String, ProtocolManager> protocols,
            String threadGroup,
            MetricsManager metrics) {
        super(
                name,
                cluster,
                settings,
                handler,
                listener,
                scheduled,
                new OrderedExecutor(threads),
                protocols,
                threadGroup,
                metrics);
        this.settings = settings;
        this.secured = secured;
    }

    @Override
    public synchronized void start() throws Exception {
        super.start();
        if (group != null) {
            return;
        }
        EventLoopGroup threads = new NioEventLoopGroup(THREADS, new DefaultThreadFactory("broker-listener", true));
        group = threads;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) throws Exception {
                        if (isOn(settings, TransportConstants.SSL_ENABLED_PROP_NAME)) {
                            decrypt(channel);
                        }
                        channel.pipeline()
                                .addLast(new FrameBounds(
                                        LargestMessage.most(), room, () -> !secured || Logins.isKnown(channel)));
                        transfer(channel);
                    }
                });
        String hosts = ConfigurationHelper.getStringProperty(
                TransportConstants.HOST_PROP_NAME, TransportConstants.DEFAULT_HOST, settings);
        int port = ConfigurationHelper.getIntProperty(
                TransportConstants.PORT_PROP_NAME, TransportConstants.DEFAULT_PORT, settings);
        for (String host : hosts.split(",")) {
            listening.add(
                    bootstrap.bind(host.strip(), port).syncUninterruptibly().channel());
        }
    }

    /** By the names under which Artemis looks for them. */
    private void decrypt(Channel channel) throws Exception {
        InetSocketAddress peer = channel.remoteAddress() instanceof InetSocketAddress address ? address : null;
        channel.pipeline()
                .addLast("sni", new NettySNIHostnameHandler())
                .addLast(
                        "ssl",
                        getSslHandler(
                                channel.alloc(),
                                peer == null ? null : peer.getHostString(),
                                peer == null ? 0 : peer.getPort()));
    }

    @Override
    public synchronized void pause() {
        listening.close().awaitUninterruptibly();
        super.pause();
    }

    @Override
    public synchronized void asyncStop(Runnable callback) {
        listening.close().awaitUninterruptibly();
        EventLoopGroup threads = group;
        group = null;
        super.asyncStop(() -> {
            if (threads != null) {
                var unused = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
            callback.run();
        });
    }
}
