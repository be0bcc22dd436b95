package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.wire.Redis;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;

/** Answers in a real Redis. */
@Timeout(60)
class RedisLevelTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static Redis redis;

    private RedisLevel level;
    private RedisClient plain;

    @BeforeAll
    static void begin() {
        redis = new Redis();
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        plain = RedisClient.create(redis.url());
        plain.flushAll();
        level = level();
    }

    @AfterEach
    void disconnect() {
        level.close();
        plain.close();
    }

    @Test
    void oneNodeFindsWhatAnotherHasKept() {
        Kept kept = Keeps.kept(1, 10_000);
        level.keep(Keeps.key(1), kept);
        Eventually.await("written", LONG, () -> plain.dbSize() == 1);

        try (RedisLevel other = level()) {
            assertThat(other.find(Keeps.key(1))).isEqualTo(kept);
            assertThat(other.find(Keeps.key(2))).isNull();
        }
        String name = plain.keys("*").iterator().next();
        assertThat(name).startsWith("serai:cache:").endsWith(Keeps.key(1));
        assertThat(plain.pttl(name)).as("its lifetime").isBetween(3_000_000L, 3_600_000L);
    }

    @Test
    void answersAreForgottenByWhoseTheyAre() {
        plain.set("somebody:else", "x");
        for (int i = 0; i < 1000; i++) {
            level.keep(Keeps.key(i), Keeps.kept(i, 10));
        }
        assertThat(level.remove(about -> about.task().equals("odd"))).isEqualTo(500);
        assertThat(level.find(Keeps.key(1))).isNull();
        assertThat(level.find(Keeps.key(2))).isNotNull();
        assertThat(level.remove(about -> true)).isEqualTo(500);
        assertThat(plain.keys("*")).containsExactly("somebody:else");
    }

    @Test
    void whatIsDamagedIsAMissAndGoes() {
        level.keep(Keeps.key(1), Keeps.kept(1, 10));
        Eventually.await("written", LONG, () -> plain.dbSize() == 1);
        byte[] name = plain.keys("*").iterator().next().getBytes(StandardCharsets.US_ASCII);
        plain.setrange(name, 60, new byte[] {1, 2, 3, 4});

        assertThat(level.find(Keeps.key(1))).isNull();
        Eventually.await("deleted", LONG, () -> plain.dbSize() == 0);
        assertThat(level.size().damaged()).isEqualTo(1);
    }

    @Test
    void itIsLeftOutWhileItIsAwayAndUsedWhenItIsBack() {
        level.keep(Keeps.key(1), Keeps.kept(1, 10));
        Eventually.await("found", LONG, () -> level.find(Keeps.key(1)) != null);
        redis.stop();
        try {
            assertThat(level.find(Keeps.key(1))).isNull();
            for (int i = 0; i < 100_000; i++) {
                level.find(Keeps.key(i));
                level.keep(Keeps.key(i), Keeps.kept(1, 1));
            }
            assertThat(level.size().failed()).isGreaterThanOrEqualTo(100_000);
            assertThat(level.size().dropped()).isGreaterThanOrEqualTo(100_000);
            assertThat(level.size().trouble()).isNotEmpty();
        } finally {
            redis.start();
        }
        Eventually.await("it is back", LONG, () -> level.size().trouble().isEmpty());
        level.keep(Keeps.key(2), Keeps.kept(2, 10));
        Eventually.await("found", LONG, () -> level.find(Keeps.key(2)) != null);
    }

    @Test
    void itMayBeAwayAtTheStart() {
        redis.stop();
        try (RedisLevel early = new RedisLevel(URI.create(redis.url()), "", "", InstantSource.system())) {
            assertThat(early.find(Keeps.key(1))).isNull();
            assertThat(early.size().trouble()).isNotEmpty();
            redis.start();
            Eventually.await("it is there", LONG, () -> early.size().trouble().isEmpty());
        } finally {
            redis.start();
        }
    }

    @Test
    void aWrongPasswordIsTold() {
        plain.configSet("requirepass", "right");
        try (RedisLevel wrong = new RedisLevel(URI.create(redis.url()), "", "wrong", InstantSource.system());
                RedisLevel right = new RedisLevel(
                        URI.create(redis.url().replace("//", "//:right@")), "", "", InstantSource.system())) {
            Eventually.await("it is there", LONG, () -> right.size().trouble().isEmpty());
            Eventually.await("why", LONG, () -> wrong.size().trouble().contains("WRONGPASS"));
            assertThat(wrong.find(Keeps.key(1))).isNull();
        } finally {
            plain.configSet("requirepass", "");
        }
    }

    private static RedisLevel level() {
        RedisLevel level = new RedisLevel(URI.create(redis.url()), "", "", InstantSource.system());
        Eventually.await("it is there", LONG, () -> level.size().trouble().isEmpty());
        return level;
    }
}
