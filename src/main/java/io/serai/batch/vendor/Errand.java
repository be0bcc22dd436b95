package io.serai.batch.vendor;

import io.serai.batch.vendor.Vendors.Account;
import io.serai.batch.vendor.Vendors.Reply;
import io.serai.dialect.BatchWire;
import io.serai.dialect.BatchWire.Ask;
import io.serai.dialect.BatchWire.Batch;
import io.serai.dialect.Json;
import io.serai.dialect.MalformedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One batch's way to its vendor and back: it is made, looked at less and less often until it has ended, and fetched. Where it is uncertain
 * whether it was made, it is looked for among the vendor's batches before it is made once more.
 */
final class Errand {
    private static final Logger LOG = Desk.LOG;

    /** Vendors give a batch a day. */
    private static final Duration LONGEST = Duration.ofDays(2);

    private static final Duration A_MOMENT = Duration.ofMillis(500);
    private static final int TRIES = 5;
    private static final int SLOWEST = 30;
    private static final double SLOWER = 1.5;
    private static final int GONE = 410;
    private static final int NOT_FOUND = 404;
    private static final int CLOCKS = 600;

    private final VendorBatch batch;
    private final VendorBatches owner;
    private Duration pause;

    Errand(VendorBatch batch, VendorBatches owner) {
        this.batch = batch;
        this.owner = owner;
        this.pause = owner.desk().poll();
    }

    void run() throws InterruptedException, IOException {
        for (int tries = 1; sheet().id().isEmpty() && !batch.isOver(); tries++) {
            while (!owner.desk().vendors().isReady() && !batch.isClosing()) {
                batch.pause(A_MOMENT);
            }
            if (batch.isClosing()) {
                return;
            }
            make(tries);
        }
        pause = owner.desk().poll();
        while (!batch.isOver() && !batch.isClosing()) {
            if (batch.isCancelled()) {
                cancel();
                return;
            }
            rest();
            look();
        }
    }

    private Sheet sheet() {
        return batch.sheet();
    }

    private void rest() throws InterruptedException {
        batch.rest(pause);
        Duration most = owner.desk().poll().multipliedBy(SLOWEST);
        Duration next = Duration.ofNanos((long) (pause.toNanos() * SLOWER));
        pause = next.compareTo(most) > 0 ? most : next;
    }

    private @Nullable Account account() {
        return owner.desk().vendors().account(sheet().provider(), sheet().key());
    }

    /** One try to have it made. */
    private void make(int tries) throws InterruptedException, IOException {
        Account account = account();
        String trouble = account == null ? "it is off" : made(account);
        if (trouble.isEmpty() || batch.isOver()) {
            return;
        }
        if (!sheet().asked() && batch.isCancelled()) {
            batch.dropped();
        } else if (!sheet().asked() && tries >= TRIES) {
            LOG.warn(
                    "{} lines of job {} are asked one by one: {} gets no batch ({})",
                    batch.count(),
                    owner.job(),
                    sheet().provider(),
                    trouble);
            batch.dropped();
        } else if (isOld() || (batch.isCancelled() && tries >= TRIES)) {
            lost(trouble);
        } else {
            LOG.debug("A batch of {} for job {} waits: {}", sheet().provider(), owner.job(), trouble);
            rest();
        }
    }

    /** What was in the way; empty if it is made, or nothing more can come of it. */
    private String made(Account account) throws InterruptedException, IOException {
        try {
            if (sheet().asked() && !isFound(account)) {
                if (!Files.exists(batch.requests())) {
                    lost("nobody knows whether it was made");
                    return "";
                }
                owner.repeated(batch.count());
                batch.keep(sheet().asking(false));
            }
            if (!sheet().id().isEmpty()) {
                return "";
            }
            if (batch.isCancelled()) {
                return "the job is cancelled";
            }
            if (account.wire().isUploaded() && sheet().file().isEmpty()) {
                try (Reply reply = account.upload(batch.requests())) {
                    if (!reply.isWell()) {
                        return refused(reply);
                    }
                    batch.keep(sheet().uploaded(id(reply.bytes())));
                }
            }
            return created(account);
        } catch (IOException e) {
            return e.toString();
        } catch (MalformedException e) {
            return e.reason();
        }
    }

    private String created(Account account) throws InterruptedException, IOException {
        BatchWire wire = account.wire();
        Ask ask = wire.create(sheet().tag(), sheet().path(), sheet().file());
        batch.keep(sheet().asking(true));
        try (Reply reply = account.send(merged(ask), wire.isUploaded() ? null : batch.requests())) {
            if (reply.isWell()) {
                Batch made = wire.read(reply.bytes());
                keepId(made.id());
                LOG.info(
                        "{} lines of job {} are in the batch {} of {}",
                        batch.count(),
                        owner.job(),
                        made.id(),
                        sheet().provider());
                return "";
            }
            if (reply.status() / 100 == 4) {
                batch.keep(sheet().asking(false));
            }
            return refused(reply);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            // Nobody was there to hear it.
            batch.keep(sheet().asking(false));
            return e.toString();
        }
    }

    /** With the headers of the requests. */
    private Ask merged(Ask ask) {
        if (sheet().headers().isEmpty()) {
            return ask;
        }
        Map<String, String> headers = new LinkedHashMap<>(ask.headers());
        headers.putAll(sheet().headers());
        return new Ask(ask.method(), ask.path(), headers, ask.body());
    }

    /** What is paid for must not be forgotten: a full disk is waited for. */
    private void keepId(String id) throws InterruptedException {
        while (true) {
            try {
                batch.keep(sheet().made(id));
                return;
            } catch (IOException e) {
                LOG.warn("The id {} of a batch of {} cannot be kept: {}", id, sheet().provider(), e.toString());
            }
            if (batch.isClosing()) {
                return;
            }
            batch.pause(A_MOMENT);
        }
    }

    private String refused(Reply reply) throws IOException {
        String why = "status " + reply.status();
        if (reply.refuses()) {
            owner.desk().refused(sheet().provider(), why);
            batch.dropped();
        }
        return why;
    }

    private static String id(byte[] answer) {
        return Json.parseObject(answer).text("id");
    }

    /** Looks for the batch among the vendor's newest ones. */
    private boolean isFound(Account account) throws InterruptedException, IOException {
        try (Reply reply = account.send(account.wire().newest(), null)) {
            if (reply.refuses()) {
                return false;
            }
            if (!reply.isWell()) {
                throw new IOException("its batches cannot be listed: status " + reply.status());
            }
            List<Batch> newest = account.wire().readNewest(reply.bytes());
            for (Batch one : newest) {
                if (isOurs(one, account.wire())) {
                    keepId(one.id());
                    LOG.info("The batch {} of {} is found again", one.id(), sheet().provider());
                    return true;
                }
            }
            return false;
        }
    }

    /** By its name; if the vendor keeps none, by its age and size, and its results will show it. */
    private boolean isOurs(Batch one, BatchWire wire) {
        return wire.keepsTag()
                ? one.tag().equals(sheet().tag())
                : one.lines() == batch.count() && one.created() >= sheet().begun() - CLOCKS && !owner.knows(one.id());
    }

    private void look() throws InterruptedException {
        Account account = account();
        if (account == null) {
            giveUpIfOld("it is off");
            return;
        }
        try (Reply reply = account.send(account.wire().look(sheet().id()), null)) {
            if (reply.status() == NOT_FOUND || reply.status() == GONE) {
                lost("status " + reply.status());
            } else if (!reply.isWell()) {
                giveUpIfOld("status " + reply.status());
            } else {
                seen(account, account.wire().read(reply.bytes()));
            }
        } catch (IOException e) {
            // Of the connection, or of our disk: both may be well again later.
            giveUpIfOld(e.toString());
        } catch (MalformedException e) {
            giveUpIfOld(e.reason());
        }
    }

    private void seen(Account account, Batch seen) throws InterruptedException, IOException {
        if (!seen.ended()) {
            giveUpIfOld("it has not ended");
        } else if (!seen.refused().isEmpty()) {
            owner.desk().refused(sheet().provider(), seen.refused());
            batch.dropped();
        } else {
            fetch(account, seen);
        }
    }

    private void fetch(Account account, Batch ended) throws InterruptedException, IOException {
        Path file = owner.folder().results(sheet().tag());
        Path hidden = file.resolveSibling(file.getFileName() + ".new");
        Map<String, Integer> without;
        try (Results.Writer writer = new Results.Writer(hidden, account.wire(), batch.ids(), batch.lines())) {
            for (Ask ask : account.wire().results(ended)) {
                try (Reply reply = account.send(ask, null)) {
                    if (!reply.isWell()) {
                        if (reply.refuses() && reply.status() != 401 && reply.status() != 403) {
                            lost("its results are gone: status " + reply.status());
                            return;
                        }
                        throw new IOException("status " + reply.status());
                    }
                    writer.add(reply.body());
                }
            }
            if (writer.isStrange()) {
                lost(ended.id() + " is somebody else's");
                return;
            }
            without = writer.without();
        }
        Folder.place(hidden, file);
        batch.done();
        LOG.info(
                "The batch {} of {} for job {} has ended: {} lines, without an answer: {}",
                sheet().id(),
                sheet().provider(),
                owner.job(),
                batch.count(),
                without.isEmpty() ? "none" : without);
        tidy(account, ended);
    }

    /** The vendor's copies are of no more use. */
    private void tidy(Account account, Batch ended) throws InterruptedException, IOException {
        Files.deleteIfExists(batch.requests());
        List<String> files = new ArrayList<>(ended.files());
        files.add(sheet().file());
        for (String file : files) {
            Ask delete = file.isEmpty() ? null : account.wire().delete(file);
            if (delete != null) {
                try (Reply reply = account.send(delete, null)) {
                    LOG.debug("{} deletes {}: {}", sheet().provider(), file, reply.status());
                } catch (IOException e) {
                    LOG.debug("{} keeps {}: {}", sheet().provider(), file, e.toString());
                }
            }
        }
    }

    private void cancel() throws InterruptedException {
        String trouble = "it is off";
        for (int i = 0; i < TRIES; i++) {
            Account account = account();
            if (account != null) {
                try (Reply reply = account.send(account.wire().cancel(sheet().id()), null)) {
                    if (reply.isWell() || reply.refuses()) {
                        LOG.info("The batch {} of {} is cancelled", sheet().id(), sheet().provider());
                        batch.dropped();
                        return;
                    }
                    trouble = "status " + reply.status();
                } catch (IOException e) {
                    trouble = e.toString();
                }
            }
            batch.pause(owner.desk().poll().dividedBy(TRIES));
        }
        LOG.warn(
                "The batch {} of {} goes on, it could not be cancelled: {}", sheet().id(), sheet().provider(), trouble);
        batch.dropped();
    }

    private boolean isOld() {
        return owner.desk()
                .clock()
                .instant()
                .isAfter(Instant.ofEpochSecond(sheet().begun()).plus(LONGEST));
    }

    private void giveUpIfOld(String why) {
        if (isOld()) {
            lost(why);
        }
    }

    /** Its lines are asked again, though the vendor may have answered them. */
    private void lost(String why) {
        LOG.warn(
                "The batch {} of {} for job {} is given up, its {} lines are asked one by one: {}",
                sheet().id(),
                sheet().provider(),
                owner.job(),
                batch.count(),
                why);
        owner.repeated(batch.count());
        batch.dropped();
    }
}
