package io.serai.provider.balance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.serai.catalog.Catalog;
import io.serai.catalog.Vendor;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BalancesTest {
    private static final String KEY = "sk-very-secret";
    private static final Vendor STEPFUN = Catalog.shipped().vendor("stepfun").orElseThrow();

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private @Nullable String left = "10";
    private int questions;
    private final List<String> told = new ArrayList<>();
    private final Balances balances = new Balances(() -> now, this::listen, this::answer, Runnable::run);

    @AfterEach
    void stop() {
        balances.close();
    }

    @Test
    void nobodyIsAskedBeforeTheFirstCall() {
        balances.configure(List.of(account(KEY, null)));
        pass(Duration.ofDays(1));
        assertThat(questions).isZero();
    }

    @Test
    void firstCallAsksOnce() {
        balances.used(account(KEY, null));
        balances.look();
        assertThat(questions).isZero();
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(questions).isEqualTo(1);
        assertThat(told).containsExactly("mine 10 CNY true PT5M");
    }

    @Test
    void whatIsNotUsedIsNotAskedAgainUntilItIsUsed() {
        use();
        pass(Duration.ofDays(1));
        assertThat(questions).isEqualTo(1);
        use();
        assertThat(questions).isEqualTo(2);
    }

    @Test
    void queriesComeCloserAsTheEndDoes() {
        use();
        left = "6";
        use(Forecast.SECOND);
        left = "2";
        use(Duration.ofMinutes(4));
        // Four were spent in five minutes: six last for 7.5. Then eight in nine: two last for a little more than two.
        assertThat(told).element(1).isEqualTo("mine 6 CNY true PT3M33S");
        assertThat(told).element(2).asString().startsWith("mine 2 CNY true PT1M");
    }

    @Test
    void keyIsSwitchedOffBeforeItFailsAndComesBackByItself() {
        left = "0.3";
        use();
        assertThat(told).containsExactly("mine 0.3 CNY false PT1M");
        pass(Duration.ofMinutes(1));
        left = "100";
        pass(Duration.ofMinutes(2));
        assertThat(told)
                .as("without any further call")
                .containsExactly("mine 0.3 CNY false PT1M", "mine 0.3 CNY false PT2M", "mine 100 CNY true PT5M");
        pass(Duration.ofDays(1));
        assertThat(questions).as("on again, but not used").isEqualTo(3);
    }

    @Test
    void minimumOfTheProviderCountsMoreThanTheCataloguesAndAtOnce() {
        use();
        balances.configure(List.of(account(KEY, new BigDecimal("20"))));
        assertThat(told).last().asString().startsWith("mine 10 CNY false");
        balances.configure(List.of(account(KEY, new BigDecimal("5"))));
        assertThat(told).last().asString().startsWith("mine 10 CNY true");
        assertThat(questions).isEqualTo(1);
    }

    @Test
    void keyThatIsNoLongerConfiguredIsForgotten() {
        left = "0";
        use();
        balances.configure(List.of(account("another", null)));
        pass(Duration.ofDays(1));
        assertThat(questions).isEqualTo(1);
    }

    @Test
    void vendorThatDoesNotAnswerIsAskedLessAndLessAndTheKeyStaysAsItIs() {
        left = null;
        use();
        assertThat(told).isEmpty();
        for (int i = 0; i < 60; i++) {
            use(Duration.ofMinutes(1));
        }
        assertThat(questions).as("after 1, 2, 4, 8, 16, 32 minutes").isBetween(6, 7);
        left = "10";
        use(Duration.ofHours(2));
        assertThat(told).hasSize(1);
    }

    @Test
    void keysAreNeverShown() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Balances.class);
        Level before = logger.getLevel();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.ALL);
        try {
            use();
            left = null;
            use(Duration.ofHours(7));
        } finally {
            logger.setLevel(before);
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .hasSize(2)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains(KEY));
        assertThat(account(KEY, null)).asString().doesNotContain(KEY);
    }

    private void use() {
        use(Duration.ofSeconds(1));
    }

    /** A call, and time for whatever follows from it. */
    private void use(Duration after) {
        balances.used(account(KEY, null));
        pass(after);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        balances.look();
    }

    private byte[] answer(Account account) throws IOException {
        questions++;
        if (left == null) {
            throw new IOException("HTTP 500");
        }
        return ("{\"balance\": " + left + "}").getBytes(StandardCharsets.UTF_8);
    }

    private void listen(String provider, String key, Balance balance, boolean enough, Instant next) {
        assertThat(key).isEqualTo(KEY);
        Duration wait = Duration.between(now, next).withNanos(0);
        told.add(provider + ' ' + balance + ' ' + enough + ' ' + wait);
    }

    private static Account account(String key, @Nullable BigDecimal minimum) {
        return Account.of("mine", STEPFUN, "http://127.0.0.1:1/v1", key, minimum)
                .orElseThrow();
    }
}
