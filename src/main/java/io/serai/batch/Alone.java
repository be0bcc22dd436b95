package io.serai.batch;

import java.io.IOException;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of a job, whose files lie in the data folder of this node. */
final class Alone implements Part {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    private final Workshop shop;
    private final Job job;
    private final Rate rate;

    Alone(Workshop shop, Job job, Rate rate) {
        this.shop = shop;
        this.job = job;
        this.rate = rate;
    }

    @Override
    public boolean lead(BooleanSupplier wanted) {
        return wanted.getAsBoolean();
    }

    @Override
    public void followed() {}

    @Override
    public Answers answers() throws IOException, InterruptedException {
        LineTable.Sums known = shop.store().read(connection -> LineTable.sums(connection, job.id()));
        long floor = Math.max(known.end(), job.number(Facts.FLOOR) - 1);
        return AnswerFile.open(job.id(), shop.shelf().answers(job.id()), shop.store(), Math.max(0, floor));
    }

    @Override
    public void takeUp(BitSet finished, InFlight inFlight) {
        BitSet before = shop.store().read(connection -> LineTable.lines(connection, job.id()));
        finished.or(before);
        LineTable.Sums sums = shop.store().read(connection -> LineTable.sums(connection, job.id()));
        long again = inFlight.left().stream()
                .filter(line -> !before.get((int) (long) line))
                .count();
        job.counts(sums.done(), sums.failed(), job.repeated() + again, sums.tokens(), sums.cost());
        if (!before.isEmpty() || again > 0) {
            LOG.info(
                    "Job {} ({}) goes on: {} of {} lines have a result, {} were being asked when Serai ended and are"
                            + " asked again",
                    job.id(),
                    job.name(),
                    before.cardinality(),
                    job.total(),
                    again);
        }
    }

    @Override
    public boolean isMine(long line, BitSet finished) {
        return true;
    }

    @Override
    public BooleanSupplier holds() {
        return () -> true;
    }

    @Override
    public boolean may() {
        return true;
    }

    @Override
    public void kept(LineResult result) {
        job.count(result);
        rate.ended(1);
    }

    @Override
    public void rest(BitSet finished) {}

    @Override
    public void awaitOthers() {}

    @Override
    public boolean isAtHome() {
        return true;
    }

    @Override
    public void wake() {}

    @Override
    public void close() {}
}
