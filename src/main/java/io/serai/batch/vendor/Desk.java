package io.serai.batch.vendor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The common parts of the batches of all jobs.
 *
 * @param gather how long lines are gathered for a batch at most
 * @param poll when a batch is looked at first; then less and less often
 * @param refusing until when a provider is not tried again, since it has refused a batch
 */
public record Desk(
        Vendors vendors, InstantSource clock, Duration gather, Duration poll, Map<String, Instant> refusing) {
    static final Logger LOG = LoggerFactory.getLogger("batches");

    private static final Duration REFUSED = Duration.ofHours(1);

    public Desk(Vendors vendors, InstantSource clock, Duration gather, Duration poll) {
        this(vendors, clock, gather, poll, new ConcurrentHashMap<>());
    }

    boolean takes(String provider) {
        Instant until = refusing.get(provider);
        return until == null || !clock.instant().isBefore(until);
    }

    /** Notes that a provider takes no batch, and says so once. */
    void refused(String provider, String why) {
        Instant now = clock.instant();
        Instant before = refusing.put(provider, now.plus(REFUSED));
        if (before == null || !now.isBefore(before)) {
            LOG.warn(
                    "{} takes no batch: {}. For an hour lines of jobs are asked one by one there, at its usual price",
                    provider,
                    why);
        }
    }
}
