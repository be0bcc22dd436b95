package io.serai.alerts;

import io.serai.settings.Kind;
import java.time.Duration;

/** From where operators want to be told: the bean {@code alerts} in {@code routes/alerts.camel.yaml}. 0 and false switch a kind off. */
public final class Thresholds {
    /** The name of the bean. */
    public static final String BEAN = "alerts";

    private int budget = 80;
    private int successRate = 80;
    private Duration latency = Duration.ofSeconds(5);
    private int calls = 20;
    private Duration window = Duration.ofMinutes(5);
    private Duration coolDown = Duration.ofMinutes(30);
    private boolean keyRefused = true;
    private boolean providerDown = true;

    /** From how many percent of a budget; of limits whose window is an hour or longer, and of money. */
    public void setBudget(String percent) {
        budget = percent(percent);
    }

    /** Below how many percent of calls that went well, of a provider or of all requests. */
    public void setSuccessRate(String percent) {
        successRate = percent(percent);
    }

    /** From which mean time to the first piece of an answer, of a provider. */
    public void setLatency(String time) {
        latency = Kind.time(time);
    }

    /** How many calls there must have been within the window, before a rate or a time is looked at. */
    public void setCalls(String least) {
        if (!least.strip().matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("it must be a whole number from 1");
        }
        calls = Integer.parseInt(least.strip());
    }

    /** Over how long rates and times are taken. */
    public void setWindow(String time) {
        Duration wanted = Kind.time(time);
        if (wanted.compareTo(Duration.ofMinutes(1)) < 0 || wanted.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("it must be a time from 1m to 1h");
        }
        window = wanted;
    }

    /** How long nothing is said of a condition that was told of, though it went and came back. */
    public void setCoolDown(String time) {
        coolDown = Kind.time(time);
    }

    public void setKeyRefused(boolean wanted) {
        keyRefused = wanted;
    }

    public void setProviderDown(boolean wanted) {
        providerDown = wanted;
    }

    private static int percent(String text) {
        String number = text.strip().replaceFirst("\\s*%$", "");
        if (!number.matches("\\d{1,3}") || Integer.parseInt(number) > 100) {
            throw new IllegalArgumentException("it must be a whole number of percent from 0 to 100");
        }
        return Integer.parseInt(number);
    }

    int budget() {
        return budget;
    }

    int successRate() {
        return successRate;
    }

    Duration latency() {
        return latency;
    }

    int calls() {
        return calls;
    }

    Duration window() {
        return window;
    }

    Duration coolDown() {
        return coolDown;
    }

    boolean keyRefused() {
        return keyRefused;
    }

    boolean providerDown() {
        return providerDown;
    }
}
