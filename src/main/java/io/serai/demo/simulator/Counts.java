package io.serai.demo.simulator;

import java.time.Instant;
import java.util.List;

/**
 * The counts of a vendor until now.
 *
 * @param open calls that are being answered
 * @param mostOpen most of them at once
 * @param cells by key, model and second
 */
public record Counts(String vendor, Instant start, int open, int mostOpen, List<Cell> cells) {

    /** All together. */
    public Seen all() {
        return cells.stream().map(Cell::seen).reduce(Seen.NONE, Seen::plus);
    }

    /** Those of a key. */
    public Seen key(String key) {
        return cells.stream()
                .filter(cell -> cell.key().equals(key))
                .map(Cell::seen)
                .reduce(Seen.NONE, Seen::plus);
    }

    /** Those of a model. */
    public Seen model(String model) {
        return cells.stream()
                .filter(cell -> cell.model().equals(model))
                .map(Cell::seen)
                .reduce(Seen.NONE, Seen::plus);
    }

    /** Those of the seconds from one on, before another; counted from the start. */
    public Seen seconds(long from, long before) {
        return cells.stream()
                .filter(cell -> cell.second() >= from && cell.second() < before)
                .map(Cell::seen)
                .reduce(Seen.NONE, Seen::plus);
    }

    /**
     * The calls with one key for one model in one second.
     *
     * @param key one of the file's; {@code unknown} for any other, {@code none} without one
     * @param second since the start
     */
    public record Cell(String key, String model, long second, Seen seen) {}

    /**
     * How many calls.
     *
     * @param accepted let in, and answered or being answered
     * @param limited refused for a limit, or with 429 by a fault
     * @param unauthorized refused for their key
     * @param failed by a fault
     * @param refused for being wrong: an unknown model, no JSON
     */
    public record Seen(long accepted, long limited, long unauthorized, long failed, long refused) {
        static final Seen NONE = new Seen(0, 0, 0, 0, 0);

        public Seen plus(Seen other) {
            return new Seen(
                    accepted + other.accepted,
                    limited + other.limited,
                    unauthorized + other.unauthorized,
                    failed + other.failed,
                    refused + other.refused);
        }

        public long calls() {
            return accepted + limited + unauthorized + failed + refused;
        }
    }
}
