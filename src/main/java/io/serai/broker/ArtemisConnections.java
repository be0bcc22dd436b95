package io.serai.broker;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Connections to an Artemis broker, set up for consumers that need long for each message. */
final class ArtemisConnections {

    private ArtemisConnections() {}

    /** @throws JMSException if the URL is wrong */
    static ConnectionFactory to(String url, BrokerSettings settings) throws JMSException {
        try {
            String address = portable(url);
            ActiveMQConnectionFactory factory = settings.secured()
                    ? new ActiveMQConnectionFactory(address, settings.user(), settings.password())
                    : new ActiveMQConnectionFactory(address);
            if (!url.contains("consumerWindowSize")) {
                // A message waits at the broker for whoever is free, not behind another one that takes a minute.
                factory.setConsumerWindowSize(0);
            }
            if (!settings.embedded()) {
                factory.getServerLocator().addOutgoingInterceptor(new SmallMessages());
            }
            // Nobody may have objects of their choice made here.
            factory.setDeserializationDenyList("*");
            return factory;
        } catch (RuntimeException e) {
            JMSException told = new JMSException(
                    "serai.broker.url=" + url + " is no address of an Artemis broker: " + e.getMessage());
            told.initCause(e);
            throw told;
        }
    }

    /** The address without the native transports of Netty, which Serai does not bring along. */
    static String portable(String url) {
        return url.contains("useEpoll")
                ? url
                : url + (url.contains("?") ? "&" : "?") + "useEpoll=false&useKQueue=false";
    }
}
