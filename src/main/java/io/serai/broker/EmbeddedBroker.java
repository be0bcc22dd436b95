package io.serai.broker;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An Artemis broker in this process. A message that it has taken is on disk, and is delivered until somebody has dealt with it. */
final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    /** Several may run in one JVM, as in tests. */
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** A message that was given back so often, or whose processing killed the process so often, is set aside. */
    private static final int MOST_DELIVERIES = 5;

    private static final String LISTENER = "listen";

    private static final long FIRST_REDELIVERY_MILLIS = 500;
    private static final long LAST_REDELIVERY_MILLIS = 60_000;
    private static final long LOCK_MILLIS = 5_000;
    private static final long LEAST_DISK = 64L << 20;
    private static final long MEMORY = 64L << 20;

    private final ActiveMQServer server;
    private final ConnectionFactory connections;

    private EmbeddedBroker(ActiveMQServer server, ConnectionFactory connections) {
        this.server = server;
        this.connections = connections;
    }

    /** @throws JMSException if it does not start; the message says why */
    static EmbeddedBroker start(BrokerSettings settings) throws JMSException {
        long begun = System.nanoTime();
        makeFolder(settings.folder());
        String address = "vm://" + NUMBERS.incrementAndGet();
        AtomicReference<Exception> failure = new AtomicReference<>();
        try {
            ActiveMQServer server = new ActiveMQServerImpl(configuration(settings, address), logins(settings));
            server.registerActivationFailureListener(failure::set);
            server.start();
            if (!server.isActive()) {
                server.stop();
                throw new IllegalStateException(failure.get());
            }
            LOG.info(
                    "The broker runs in {} after {} ms{}",
                    settings.folder(),
                    (System.nanoTime() - begun) / 1_000_000,
                    settings.listen().isEmpty() ? "" : ", and listens on " + settings.listen());
            return new EmbeddedBroker(server, ArtemisConnections.to(address, settings));
        } catch (Exception e) {
            JMSException told = new JMSException("It does not start: " + e);
            told.initCause(e);
            throw told;
        }
    }

    /** Artemis would log stack traces for it. */
    private static void makeFolder(Path folder) throws JMSException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            // said below
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new JMSException("It does not start: its folder cannot be written");
        }
    }

    ConnectionFactory connections() {
        return connections;
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private static Configuration configuration(BrokerSettings settings, String address) throws Exception {
        String folder = settings.folder().toAbsolutePath().toString();
        Configuration configuration = new ConfigurationImpl()
                .setName("serai")
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder + "/journal")
                .setBindingsDirectory(folder + "/bindings")
                .setPagingDirectory(folder + "/paging")
                .setLargeMessagesDirectory(folder + "/large-messages")
                .setNodeManagerLockDirectory(folder)
                .setJournalLockAcquisitionTimeout(LOCK_MILLIS)
                .setPersistDeliveryCountBeforeDelivery(true)
                .setGlobalMaxSize(MEMORY)
                .setMinDiskFree(LEAST_DISK)
                .setSecurityEnabled(settings.secured())
                // Else a right guess would be known from Serai's own connections, and nobody would count the wrong ones
                // before.
                .setAuthenticationCacheSize(0)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("in-vm", address)
                .addAddressSetting("#", queues("failed"))
                .addAddressSetting("prompts.#", queues("prompts.failed"))
                .addAddressSetting(
                        "answers.#", queues("failed").setAutoDeleteQueues(true).setAutoDeleteAddresses(true))
                .addQueueConfiguration(queue("prompts"))
                .addQueueConfiguration(queue("answers"))
                .addQueueConfiguration(queue("failed"))
                .addQueueConfiguration(queue("prompts.failed"));
        configuration.registerBrokerPlugin(new LargestMessage());
        if (settings.secured()) {
            configuration.putSecurityRoles(
                    "#",
                    Set.of(new Role(
                            "user", true, true, true, true, true, true, false, true, true, true, false, false)));
        }
        if (!settings.listen().isEmpty()) {
            configuration.addAcceptorConfiguration(LISTENER, ArtemisConnections.portable(listen(settings)));
            bound(configuration, settings.secured());
        }
        return configuration;
    }

    /** Has frames bounded that come to the listener. */
    private static void bound(Configuration configuration, boolean secured) {
        for (TransportConfiguration listener : List.copyOf(configuration.getAcceptorConfigurations())) {
            if (listener.getName().equals(LISTENER) && BoundedAcceptor.takes(listener.getParams())) {
                configuration.getAcceptorConfigurations().remove(listener);
                listener.getParams().put(BoundedAcceptor.Factory.SECURED, secured);
                configuration.addAcceptorConfiguration(new TransportConfiguration(
                        BoundedAcceptor.Factory.class.getName(),
                        listener.getParams(),
                        LISTENER,
                        listener.getExtraParams()));
            }
        }
    }

    /**
     * Where it listens, and what it speaks there. STOMP needs a user: without one, a page in a browser on this machine could open a
     * WebSocket to it and send prompts.
     */
    private static String listen(BrokerSettings settings) {
        String address = settings.listen();
        return address.contains("protocols=")
                ? address
                : address + (address.contains("?") ? "&" : "?") + "protocols=CORE"
                        + (settings.secured() ? ",STOMP" : "");
    }

    private static QueueConfiguration queue(String name) {
        return QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST).setDurable(true);
    }

    private static AddressSettings queues(String setAside) {
        return new AddressSettings()
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false)
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setMaxDeliveryAttempts(MOST_DELIVERIES)
                .setRedeliveryDelay(FIRST_REDELIVERY_MILLIS)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(LAST_REDELIVERY_MILLIS)
                .setDeadLetterAddress(SimpleString.of(setAside))
                .setExpiryAddress(SimpleString.of(setAside));
    }

    private static Logins logins(BrokerSettings settings) {
        SecurityConfiguration users = new SecurityConfiguration();
        if (settings.secured()) {
            users.addUser(settings.user(), settings.password());
            users.addRole(settings.user(), "user");
        }
        return new Logins(users);
    }
}
