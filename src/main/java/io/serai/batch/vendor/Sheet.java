package io.serai.batch.vendor;

import io.serai.dialect.Fields;
import io.serai.dialect.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The record of one batch, in a file of its own.
 *
 * @param tag our name for it
 * @param key the name by which the key is known
 * @param path where its requests go at the vendor
 * @param headers besides those of the provider
 * @param begun when it was sealed, in seconds since 1970
 * @param asked whether the vendor may have been asked to make it, and may have
 * @param file the vendor's id of the upload; empty if there is none yet
 * @param id the vendor's id of the batch; empty if it has told none yet
 * @param ended whether its results lie beside this
 */
record Sheet(
        String tag,
        String provider,
        String key,
        String model,
        String path,
        Map<String, String> headers,
        long begun,
        boolean asked,
        String file,
        String id,
        boolean ended) {

    static Sheet read(byte[] json) {
        Fields all = Json.parseObject(json);
        Map<String, String> headers = new LinkedHashMap<>();
        Fields some = all.object("headers");
        if (some != null) {
            some.rest().forEach((name, value) -> headers.put(name, String.valueOf(value)));
        }
        return new Sheet(
                all.text("tag"),
                all.text("provider"),
                all.text("key"),
                all.text("model"),
                all.text("path"),
                headers,
                all.numberIfAny("begun", 0),
                all.truth("asked"),
                all.text("file"),
                all.text("id"),
                all.truth("ended"));
    }

    byte[] write() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("tag", tag);
        all.put("provider", provider);
        all.put("key", key);
        all.put("model", model);
        all.put("path", path);
        all.put("headers", headers);
        all.put("begun", begun);
        all.put("asked", asked);
        all.put("file", file);
        all.put("id", id);
        all.put("ended", ended);
        return Json.write(all);
    }

    /** Whether no vendor can know of it. */
    boolean isUnknown() {
        return id.isEmpty() && !asked;
    }

    String target() {
        return provider + '/' + model;
    }

    Sheet sealed(long at) {
        return new Sheet(tag, provider, key, model, path, headers, at, asked, file, id, ended);
    }

    Sheet asking(boolean maybe) {
        return new Sheet(tag, provider, key, model, path, headers, begun, maybe, file, id, ended);
    }

    Sheet uploaded(String as) {
        return new Sheet(tag, provider, key, model, path, headers, begun, asked, as, id, ended);
    }

    Sheet made(String as) {
        return new Sheet(tag, provider, key, model, path, headers, begun, asked, file, as, ended);
    }

    Sheet done() {
        return new Sheet(tag, provider, key, model, path, headers, begun, asked, file, id, true);
    }
}
