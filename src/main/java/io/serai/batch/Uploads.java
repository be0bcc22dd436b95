package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.journal.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files that come in parts. The parts are kept as files are, count as such for what a client may have stored, and go when the file is made of
 * them, when the upload is cancelled, or after an hour.
 */
final class Uploads {
    /** What distinguishes parts from files, which nobody sees as such. */
    private static final String PART = "part_";

    /** https://platform.openai.com/docs/api-reference/uploads/create */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final int MOST_PENDING = 100;
    private static final int MOST_PARTS = 1_000;

    private final Batches batches;
    private final long largest;
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    /** @param largest the most bytes of a file */
    Uploads(Batches batches, long largest) {
        this.batches = batches;
        this.largest = largest;
    }

    /** The most bytes of a file. */
    long largest() {
        return largest;
    }

    Upload create(Owner owner, String name, String purpose, long bytes, long lasts) {
        long now = batches.clock().millis();
        if (batches.rows().read(connection -> UploadTable.pending(connection, owner.id(), now)) >= MOST_PENDING) {
            throw new RejectedException(
                    429,
                    "too_many_uploads",
                    MOST_PENDING + " uploads of this key wait for parts; complete or cancel some, or wait an hour.",
                    null);
        }
        Upload upload = new Upload(
                Shelf.id("upload_"),
                owner.id(),
                name,
                purpose,
                bytes,
                lasts,
                now,
                now + LIFE.toMillis(),
                Upload.State.PENDING,
                "");
        batches.rows().write(connection -> UploadTable.insert(connection, upload));
        return upload;
    }

    /** One of an owner. */
    Upload find(Owner owner, String id) {
        return (Shelf.isId(id)
                        ? batches.rows().read(connection -> UploadTable.find(connection, id))
                        : Optional.<Upload>empty())
                .filter(upload -> upload.owner().equals(owner.id())
                        && upload.expires() > batches.clock().millis())
                .orElseThrow(() -> new RejectedException(
                        404,
                        "not_found",
                        "There is no upload '" + id + "'; an upload goes an hour after it was created.",
                        "upload_id"));
    }

    /** Adds a part, and takes it away from where it is. */
    StoredFile add(Owner owner, Upload upload, Path part) {
        refuseEnded(upload);
        if (batches.rows().read(connection -> UploadTable.parts(connection, upload)) >= MOST_PARTS) {
            throw RejectedException.badRequest(
                    "The upload has " + MOST_PARTS + " parts; make them larger.", "upload_id");
        }
        return batches.files().keep(PART, owner, upload.id(), "upload.part", part, upload.expires());
    }

    private static void refuseEnded(Upload upload) {
        if (upload.state() != Upload.State.PENDING) {
            throw new RejectedException(
                    400,
                    "invalid_state",
                    "The upload '" + upload.id() + "' is " + upload.state().word() + " and takes nothing more.",
                    "upload_id");
        }
    }

    /**
     * Makes the file. One that was made already stays as it is.
     *
     * @param ids of the parts, in their order
     * @param md5 of the whole, in hexadecimal; empty for none
     */
    Upload complete(Owner owner, String id, List<String> ids, String md5) {
        ReentrantLock lock = locks[Math.floorMod(id.hashCode(), locks.length)];
        lock.lock();
        try {
            Upload upload = find(owner, id);
            if (upload.state() == Upload.State.COMPLETED) {
                return upload;
            }
            refuseEnded(upload);
            List<StoredFile> parts = parts(upload, ids);
            StoredFile file = joined(owner, upload, parts, md5);
            Upload completed = upload.ended(Upload.State.COMPLETED, file.id());
            end(completed, parts);
            return completed;
        } finally {
            lock.unlock();
        }
    }

    private List<StoredFile> parts(Upload upload, List<String> ids) {
        if (ids.size() > MOST_PARTS || new HashSet<>(ids).size() < ids.size()) {
            throw RejectedException.badRequest(
                    "'part_ids' names a part twice, or more than " + MOST_PARTS + " parts.", "part_ids");
        }
        Map<String, StoredFile> there = batches.rows().read(connection -> FileTable.parts(connection, upload)).stream()
                .collect(Collectors.toMap(StoredFile::id, part -> part));
        List<StoredFile> parts = new ArrayList<>();
        long bytes = 0;
        for (String id : ids) {
            StoredFile part = there.get(id);
            if (part == null) {
                throw new RejectedException(
                        404,
                        "not_found",
                        "The upload has no part of the id 'part_ids[" + parts.size() + "]'.",
                        "part_ids");
            }
            parts.add(part);
            bytes += part.bytes();
        }
        if (bytes != upload.bytes()) {
            throw RejectedException.badRequest(
                    "The parts have " + bytes + " bytes together, but the upload was created for " + upload.bytes()
                            + '.',
                    "part_ids");
        }
        return parts;
    }

    private StoredFile joined(Owner owner, Upload upload, List<StoredFile> parts, String md5) {
        try {
            Path whole = batches.shelf().upload();
            try {
                String digest = join(parts, whole);
                if (!md5.isEmpty() && !md5.equalsIgnoreCase(digest)) {
                    throw RejectedException.badRequest(
                            "The parts have the MD5 " + digest + " together, and not '" + md5 + "'.", "md5");
                }
                long expires = upload.lasts() == 0 ? 0 : batches.clock().millis() + 1_000 * upload.lasts();
                return batches.files().keep(StoredFiles.FILE, owner, upload.name(), upload.purpose(), whole, expires);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            throw StoredFiles.full(e);
        }
    }

    private String join(List<StoredFile> parts, Path whole) throws IOException {
        try (DigestOutputStream out =
                new DigestOutputStream(Channels.newOutputStream(PrivateFiles.create(whole)), md5())) {
            for (StoredFile part : parts) {
                copy(batches.files().content(part), out);
            }
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        }
    }

    private static void copy(Path part, OutputStream out) throws IOException {
        long unused = Files.copy(part, out);
    }

    /** Clients say it so; it protects against accidents only. */
    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Upload cancel(Owner owner, String id) {
        ReentrantLock lock = locks[Math.floorMod(id.hashCode(), locks.length)];
        lock.lock();
        try {
            Upload upload = find(owner, id);
            if (upload.state() == Upload.State.CANCELLED) {
                return upload;
            }
            refuseEnded(upload);
            Upload cancelled = upload.ended(Upload.State.CANCELLED, "");
            end(cancelled, batches.rows().read(connection -> FileTable.parts(connection, upload)));
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    private void end(Upload ended, List<StoredFile> parts) {
        batches.rows().write(connection -> {
            UploadTable.end(connection, ended);
            for (StoredFile part : parts) {
                FileTable.delete(connection, part.id());
            }
        });
        for (StoredFile part : parts) {
            batches.files().forget(part);
        }
    }
}
