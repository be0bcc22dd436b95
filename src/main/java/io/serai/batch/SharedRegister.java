package io.serai.batch;

import io.serai.batch.Leases.Holder;
import io.serai.batch.vendor.Register;
import io.serai.store.SqlWork;
import io.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of vendors of a job that nodes share: one node has all of them, by its lease, and keeps what is known of them in the store.
 * When its lease has ended another node takes them over as it would its own after a restart.
 */
final class SharedRegister implements Register {
    private static final Logger LOG = LoggerFactory.getLogger("batches");

    private final Leases leases;
    private final String job;
    private final Contents contents;
    private volatile Holder holder = Holder.NOBODY;
    private volatile int epoch;

    SharedRegister(Leases leases, String job, Contents contents) {
        this.leases = leases;
        this.job = job;
        this.contents = contents;
    }

    @Override
    public synchronized boolean isMine() {
        int now = leases.epoch();
        if (holder != Holder.NOBODY || !leases.isValid()) {
            return holder == Holder.THIS && now == epoch && leases.isValid();
        }
        try {
            Optional<Leases.Claim> taken = leases.takeVendors(job);
            if (taken.isEmpty() || taken.get().tookOver()) {
                // What the other has left is to be taken up first.
                return false;
            }
        } catch (StoreException e) {
            return false;
        }
        epoch = now;
        holder = Holder.THIS;
        return true;
    }

    @Override
    public boolean isElsewhere() {
        return holder == Holder.OTHER;
    }

    @Override
    public boolean isOutdated() {
        return leases.vendors(job) != holder || (holder == Holder.THIS && leases.epoch() != epoch);
    }

    @Override
    public synchronized List<Entry> takeUp() throws IOException {
        if (!leases.isValid()) {
            throw new IOException("the lease of this node has ended");
        }
        try {
            epoch = leases.epoch();
            Holder now = leases.vendors(job);
            if (now == Holder.ENDED || now == Holder.THIS) {
                now = leases.takeVendors(job).isPresent() ? Holder.THIS : Holder.OTHER;
            }
            holder = now;
            if (now != Holder.THIS) {
                return List.of();
            }
            List<Entry> batches = leases.vendorBatches(job).stream()
                    .filter(row -> row.sheet().length > 0)
                    .map(row -> new Entry(row.tag(), row.sheet(), row.lines()))
                    .toList();
            LOG.info("This node has the batches of vendors of job {}: {}", job, batches.size());
            return batches;
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void fetch(String tag, Path results) throws IOException {
        if (!contents.fetch(tag, results)) {
            throw new IOException("The store lacks the results of the batch " + tag);
        }
    }

    @Override
    public void lines(String tag, byte[] lines) throws IOException {
        change(connection -> VendorTable.add(connection, job, tag, lines));
    }

    @Override
    public void sheet(String tag, byte[] sheet) throws IOException {
        change(connection -> VendorTable.update(connection, job, tag, sheet));
    }

    @Override
    public void results(String tag, Path file) throws IOException {
        contents.save(tag, file);
    }

    @Override
    public void forget(String tag) throws IOException {
        change(connection -> VendorTable.delete(connection, job, tag));
    }

    private void change(SqlWork work) throws IOException {
        try {
            if (!leases.changeVendors(job, work)) {
                throw new IOException("another node has the batches of job " + job + " by now");
            }
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
