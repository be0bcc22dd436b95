package io.serai.broker;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.serai.brake.Brake;
import java.net.InetSocketAddress;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.apache.activemq.artemis.spi.core.security.jaas.NoCacheLoginException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may use the embedded broker. After too many wrong passwords from an address none of its passwords is looked at for a minute. */
final class Logins extends ActiveMQJAASSecurityManager {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Brake brake = new Brake();

    /** Whether a connection has shown a right password. Artemis asks again, now and then, whose it is. */
    private static final AttributeKey<Boolean> KNOWN = AttributeKey.valueOf(Logins.class, "known");

    Logins(SecurityConfiguration users) {
        super(InVMLoginModule.class.getName(), users);
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user, @Nullable String password, RemotingConnection connection, @Nullable String domain)
            throws NoCacheLoginException {
        Channel channel =
                connection.getTransportConnection() instanceof NettyConnection netty ? netty.getNettyChannel() : null;
        // Null for Serai's own connections.
        if (channel == null || isKnown(channel)) {
            return super.authenticate(user, password, connection, domain);
        }
        String address = address(channel);
        if (brake.isExhausted(address)) {
            // What is not looked at is not remembered as wrong either.
            throw new NoCacheLoginException("too many wrong passwords came from " + address);
        }
        Subject subject = super.authenticate(user, password, connection, domain);
        if (subject == null) {
            var unused = brake.wrongKey(address);
            if (brake.isExhausted(address)) {
                LOG.warn(
                        "Too many wrong passwords came to the broker from {}; none from there is looked at until it has"
                                + " rested for a minute",
                        address);
            }
        } else {
            channel.attr(KNOWN).set(true);
        }
        return subject;
    }

    static boolean isKnown(Channel channel) {
        return Boolean.TRUE.equals(channel.attr(KNOWN).get());
    }

    private static String address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : "";
    }
}
