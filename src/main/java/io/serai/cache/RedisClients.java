package io.serai.cache;

import java.net.URI;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/** Clients of Redis that make nobody wait for long: a hundred milliseconds for a connection, and for each answer. */
final class RedisClients {
    private static final int TIMEOUT_MILLIS = 100;
    private static final int CONNECTIONS = 16;
    private static final int PORT = 6379;

    private RedisClients() {}

    static RedisClient of(URI address, String user, String password) {
        int port = address.getPort() < 0 ? PORT : address.getPort();
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(address.getHost(), port))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .resp2()
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .connectionTimeoutMillis(TIMEOUT_MILLIS)
                        .socketTimeoutMillis(TIMEOUT_MILLIS)
                        .user(either(user, JedisURIHelper.getUser(address)))
                        .password(either(password, JedisURIHelper.getPassword(address)))
                        .database(JedisURIHelper.hasDbIndex(address) ? JedisURIHelper.getDBIndex(address) : 0)
                        .ssl(JedisURIHelper.isRedisSSLScheme(address))
                        .build())
                .poolConfig(pool())
                .build();
    }

    private static ConnectionPoolConfig pool() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(Duration.ofMillis(TIMEOUT_MILLIS));
        pool.setJmxEnabled(false);
        return pool;
    }

    private static @Nullable String either(String one, @Nullable String other) {
        return !one.isEmpty() ? one : other == null || other.isEmpty() ? null : other;
    }

    /** Whether all connections are in use, which says nothing against the server. */
    static boolean isBusy(JedisException why) {
        return why.getCause() instanceof NoSuchElementException;
    }
}
