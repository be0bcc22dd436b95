package io.serai.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;

/** The connections to the process's broker, as routes see them: each revision has the same ones, whether the broker is up or not. */
final class BrokerConnections implements ConnectionFactory {
    private final Broker broker;

    BrokerConnections(Broker broker) {
        this.broker = broker;
    }

    @Override
    public Connection createConnection() throws JMSException {
        return broker.connect(ConnectionFactory::createConnection);
    }

    @Override
    public Connection createConnection(String user, String password) throws JMSException {
        return broker.connect(factory -> factory.createConnection(user, password));
    }

    @Override
    public JMSContext createContext() {
        return context(ConnectionFactory::createContext);
    }

    @Override
    public JMSContext createContext(String user, String password) {
        return context(factory -> factory.createContext(user, password));
    }

    @Override
    public JMSContext createContext(String user, String password, int mode) {
        return context(factory -> factory.createContext(user, password, mode));
    }

    @Override
    public JMSContext createContext(int mode) {
        return context(factory -> factory.createContext(mode));
    }

    private JMSContext context(Broker.Connecting<JMSContext> connecting) {
        try {
            return broker.connect(connecting);
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
        }
    }
}
