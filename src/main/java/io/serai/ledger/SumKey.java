package io.serai.ledger;

import java.util.Comparator;

/**
 * The key of a sum: the usage of one client, user, team and task at one model in one hour.
 *
 * @param hour hours since 1970, in UTC
 */
record SumKey(long hour, String client, String user, String team, String task, String provider, String model)
        implements Comparable<SumKey> {
    /** Writers of several nodes take rows in this order, so that none waits for another in a circle. */
    private static final Comparator<SumKey> ORDER = Comparator.comparingLong(SumKey::hour)
            .thenComparing(SumKey::client)
            .thenComparing(SumKey::user)
            .thenComparing(SumKey::team)
            .thenComparing(SumKey::task)
            .thenComparing(SumKey::provider)
            .thenComparing(SumKey::model);

    static final long SECONDS = 3600;
    static final long HOURS_OF_DAY = 24;

    /** The same for another target. */
    SumKey of(String otherProvider, String otherModel) {
        return new SumKey(hour, client, user, team, task, otherProvider, otherModel);
    }

    /** The sum that takes it in if there are too many: without the names that clients invent. */
    SumKey coarse() {
        return new SumKey(hour, client, "(others)", team, "(others)", provider, "(others)");
    }

    /** The same of the whole day, in UTC. */
    SumKey day() {
        return new SumKey(Math.floorDiv(hour, HOURS_OF_DAY) * HOURS_OF_DAY, client, user, team, task, provider, model);
    }

    long since() {
        return hour * SECONDS;
    }

    @Override
    public int compareTo(SumKey other) {
        return ORDER.compare(this, other);
    }
}
