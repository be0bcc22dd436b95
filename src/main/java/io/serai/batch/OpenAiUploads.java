package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's uploads, which are files in parts: {@code POST /v1/uploads}, and {@code /v1/uploads/ID/parts}, {@code /complete} and
 * {@code /cancel} (https://platform.openai.com/docs/api-reference/uploads).
 */
public final class OpenAiUploads {
    private final Batches batches;
    private final Uploads uploads;

    /** @param largest the most bytes of a file */
    public OpenAiUploads(Batches batches, long largest) {
        this.batches = batches;
        this.uploads = new Uploads(batches, largest);
    }

    public byte[] create(Inbound in) {
        Map<?, ?> body = OpenAiBatches.body(in);
        String name = OpenAiFiles.shown(OpenAiBatches.text(body, "filename"));
        String purpose = OpenAiFiles.purpose(OpenAiBatches.text(body, "purpose"));
        long bytes = bytes(body.get("bytes"));
        if (bytes > uploads.largest()) {
            throw new RejectedException(
                    413,
                    "request_too_large",
                    "The upload is larger than " + uploads.largest() + " bytes (serai.batch.file-limit).",
                    "bytes");
        }
        long lasts = Expiry.of(body.get("expires_after"), "expires_after");
        return Json.write(object(uploads.create(OpenAiFiles.owner(in), name, purpose, bytes, lasts), null));
    }

    private static long bytes(@Nullable Object given) {
        if (given instanceof Long || given instanceof Integer) {
            long bytes = ((Number) given).longValue();
            if (bytes > 0) {
                return bytes;
            }
        }
        throw RejectedException.badRequest("'bytes' must be a whole number from 1, the size of the file.", "bytes");
    }

    /** Keeps a part that was uploaded. */
    public byte[] part(Inbound in, Path part) {
        Owner owner = OpenAiFiles.owner(in);
        Upload upload = uploads.find(owner, Paths.behind(in, "uploads"));
        StoredFile kept = uploads.add(owner, upload, part);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", kept.id());
        object.put("object", "upload.part");
        object.put("created_at", kept.created() / 1000);
        object.put("upload_id", upload.id());
        return Json.write(object);
    }

    public byte[] complete(Inbound in) {
        Map<?, ?> body = OpenAiBatches.body(in);
        String md5 = body.get("md5") == null ? "" : OpenAiBatches.text(body, "md5");
        Owner owner = OpenAiFiles.owner(in);
        Upload completed = uploads.complete(owner, Paths.behind(in, "uploads"), ids(body.get("part_ids")), md5);
        return Json.write(object(completed, batches.files().find(owner, completed.file(), "upload_id")));
    }

    private static List<String> ids(@Nullable Object given) {
        List<String> ids = new ArrayList<>();
        if (given instanceof List<?> list) {
            list.forEach(id -> ids.add(String.valueOf(id)));
        }
        if (ids.isEmpty()) {
            throw RejectedException.badRequest(
                    "'part_ids' must be the list of the parts' ids, in the order of the file.", "part_ids");
        }
        return ids;
    }

    public byte[] cancel(Inbound in) {
        return Json.write(object(uploads.cancel(OpenAiFiles.owner(in), Paths.behind(in, "uploads")), null));
    }

    private static Map<String, Object> object(Upload upload, @Nullable StoredFile file) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", upload.id());
        object.put("object", "upload");
        object.put("bytes", upload.bytes());
        object.put("created_at", upload.created() / 1000);
        object.put("filename", upload.name());
        object.put("purpose", upload.purpose());
        object.put("status", upload.state().word());
        object.put("expires_at", upload.expires() / 1000);
        object.put("file", file == null ? null : OpenAiFiles.object(file));
        return object;
    }
}
