package io.serai.batch;

import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OpenAI's files: {@code POST} and {@code GET /v1/files}, {@code GET} and {@code DELETE /v1/files/ID}, {@code GET /v1/files/ID/content}. */
public final class OpenAiFiles {
    private static final int MOST = 10_000;
    private static final int LONGEST_NAME = 255;
    private static final Pattern PURPOSE = Pattern.compile("[\\w.-]{1,64}");

    /** Controls, half characters, what turns a line around, and what separates folders. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}/\\\\]");

    private final Batches batches;

    public OpenAiFiles(Batches batches) {
        this.batches = batches;
    }

    /**
     * Keeps a file that was uploaded.
     *
     * @param form the other fields of its form
     */
    public byte[] create(Inbound in, Path upload, String name, Map<String, String> form) {
        String purpose = form.getOrDefault("purpose", "").strip();
        if (purpose.isEmpty()) {
            throw RejectedException.badRequest(
                    "The form must have the field 'purpose', such as \"batch\", before or after 'file'.", "purpose");
        }
        long lasts = Expiry.ofForm(form, "expires_after");
        return Json.write(object(batches.files().keep(owner(in), shown(name), purpose(purpose), upload, lasts)));
    }

    /** What a file is for, if that can be kept. */
    static String purpose(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw RejectedException.badRequest(
                    "'purpose' must be at most 64 letters, digits, '.', '_' and '-', such as \"batch\".", "purpose");
        }
        return purpose;
    }

    /** The name of a file as it can be shown and kept anywhere. */
    static String shown(String name) {
        String plain = UNSEEN.matcher(name).replaceAll("_");
        int end = Math.min(plain.length(), LONGEST_NAME);
        boolean cut = end < plain.length() && Character.isHighSurrogate(plain.charAt(end - 1));
        return plain.isBlank() ? "file" : plain.substring(0, cut ? end - 1 : end);
    }

    static Owner owner(Inbound in) {
        return Owner.of(in.caller(), in.client());
    }

    public byte[] list(Inbound in) {
        int most = Paths.number(in, "limit", MOST, MOST);
        String order = Paths.text(in, "order");
        if (!order.isEmpty() && !order.equals("asc") && !order.equals("desc")) {
            throw RejectedException.badRequest("'order' must be asc or desc.", "order");
        }
        boolean newest = !order.equals("asc");
        String asked = Paths.text(in, "purpose");
        String purpose = asked.isEmpty() ? asked : purpose(asked);
        List<StoredFile> files = batches.files().list(owner(in), purpose, Paths.text(in, "after"), newest, most + 1);
        return Json.write(
                page(files.stream().limit(most).map(OpenAiFiles::object).toList(), files.size() > most));
    }

    public byte[] get(Inbound in) {
        return Json.write(object(file(in)));
    }

    public byte[] delete(Inbound in) {
        StoredFile file = file(in);
        batches.files().delete(file);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", file.id());
        answer.put("object", "file");
        answer.put("deleted", true);
        return Json.write(answer);
    }

    public Download content(Inbound in) {
        StoredFile file = file(in);
        String type = file.name().endsWith(".jsonl")
                ? "application/jsonl"
                : file.name().endsWith(".csv") ? "text/csv; charset=utf-8" : "application/octet-stream";
        return new Download(batches.files().content(file), type);
    }

    private StoredFile file(Inbound in) {
        return batches.files().find(owner(in), Paths.behind(in, "files"), "id");
    }

    static Map<String, Object> object(StoredFile file) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", file.id());
        object.put("object", "file");
        object.put("bytes", file.bytes());
        object.put("created_at", file.created() / 1000);
        if (file.expires() > 0) {
            object.put("expires_at", file.expires() / 1000);
        }
        object.put("filename", file.name());
        object.put("purpose", file.purpose());
        object.put("status", "processed");
        return object;
    }

    /** A page of a list, with the ids of its first and last object. */
    static Map<String, Object> page(List<Map<String, Object>> objects, boolean more) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("object", "list");
        page.put("data", objects);
        page.put("first_id", id(objects, true));
        page.put("last_id", id(objects, false));
        page.put("has_more", more);
        return page;
    }

    static @Nullable Object id(List<Map<String, Object>> objects, boolean first) {
        return objects.isEmpty() ? null : (first ? objects.getFirst() : objects.getLast()).get("id");
    }
}
