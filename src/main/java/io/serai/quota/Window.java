package io.serai.quota;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Counts what was used of one limit within its period. Not thread-safe: {@link Quota} guards it. */
final class Window {
    private final Limit limit;
    private final ArrayDeque<Use> uses = new ArrayDeque<>();
    private long used;
    private Instant anew = Instant.MIN;

    Window(Limit limit) {
        this.limit = limit;
    }

    /** The same uses under another limit for the same period. */
    Window allowing(Limit other) {
        Window window = new Window(other);
        window.uses.addAll(uses);
        window.used = used;
        window.anew = anew;
        return window;
    }

    Limit limit() {
        return limit;
    }

    /** Null if something is left, or when there will be. */
    @Nullable
    Instant fullUntil(Instant now) {
        expire(now);
        if (used < limit.amount()) {
            return null;
        }
        if (limit.zone() != null) {
            return anew;
        }
        // Enough of the oldest uses must leave the window, so that less than the whole amount remains.
        long excess = used - limit.amount() + 1;
        for (Use use : uses) {
            excess -= use.amount();
            if (excess <= 0) {
                return use.at().plus(limit.period());
            }
        }
        return now.plus(limit.period());
    }

    void add(Instant now, long amount) {
        expire(now);
        used += amount;
        if (limit.zone() == null) {
            uses.addLast(new Use(now, amount));
        }
    }

    /** Takes back the newest use, which did not happen after all. */
    void takeBack() {
        if (limit.zone() != null) {
            used = Math.max(0, used - 1);
        } else if (!uses.isEmpty()) {
            used -= uses.removeLast().amount();
        }
    }

    private void expire(Instant now) {
        if (limit.zone() != null) {
            if (!now.isBefore(anew)) {
                used = 0;
                LocalDate today = LocalDate.ofInstant(now, limit.zone());
                anew = today.plusDays(Math.max(1, limit.period().toDays()))
                        .atStartOfDay(limit.zone())
                        .toInstant();
            }
            return;
        }
        Instant start = now.minus(limit.period());
        for (Use use = uses.peekFirst(); use != null && !use.at().isAfter(start); use = uses.peekFirst()) {
            used -= use.amount();
            uses.removeFirst();
        }
    }

    Duration period() {
        return limit.period();
    }

    private record Use(Instant at, long amount) {}
}
