package io.serai.alerts;

/**
 * Something that an operator wants to know, and that is so now.
 *
 * @param kind {@code budget}, {@code success-rate}, {@code latency}, {@code key-refused} or {@code provider-down}
 * @param subject what it is about: a provider, an alias of a key, the owner of a limit with the limit
 * @param text a sentence for people
 * @param value what was measured; 0 if nothing was
 * @param threshold where it becomes a condition; 0 if there is none
 */
public record Condition(String kind, String subject, String text, double value, double threshold) {

    /** What is the same condition later. */
    String id() {
        return kind + ' ' + subject;
    }
}
