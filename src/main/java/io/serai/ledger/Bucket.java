package io.serai.ledger;

import java.util.Comparator;

/**
 * Whose usage of what one sum holds.
 *
 * @param hour hours since 1970, in UTC
 */
record Bucket(long hour, String client, String user, String team, String task, String provider, String model)
        implements Comparable<Bucket> {
    /** Writers of several nodes take rows in this order, so that none waits for another in a circle. */
    private static final Comparator<Bucket> ORDER = Comparator.comparingLong(Bucket::hour)
            .thenComparing(Bucket::client)
            .thenComparing(Bucket::user)
            .thenComparing(Bucket::team)
            .thenComparing(Bucket::task)
            .thenComparing(Bucket::provider)
            .thenComparing(Bucket::model);

    static final long SECONDS = 3600;
    static final long HOURS_OF_DAY = 24;

    /** The same for another target. */
    Bucket of(String otherProvider, String otherModel) {
        return new Bucket(hour, client, user, team, task, otherProvider, otherModel);
    }

    /** The sum that takes it in if there are too many: without the names that clients invent. */
    Bucket coarse() {
        return new Bucket(hour, client, "(others)", team, "(others)", provider, "(others)");
    }

    /** The same of the whole day, in UTC. */
    Bucket day() {
        return new Bucket(Math.floorDiv(hour, HOURS_OF_DAY) * HOURS_OF_DAY, client, user, team, task, provider, model);
    }

    long since() {
        return hour * SECONDS;
    }

    @Override
    public int compareTo(Bucket other) {
        return ORDER.compare(this, other);
    }
}
