package io.serai.clients;

import io.serai.catalog.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An operator's wishes besides the fields of a key. */
public final class KeyWishes {
    private static final List<String> ROTATE = List.of("grace");

    private KeyWishes() {}

    /**
     * How long the old secret is taken after a rotation; zero unless it is said.
     *
     * @throws ClientException if it is no time, or there are other fields
     */
    public static Duration grace(Map<String, Object> fields) {
        fields.keySet().stream()
                .filter(name -> !ROTATE.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ClientException(
                            400,
                            "`" + name + "` is no field, did you mean `" + Nearest.to(name, ROTATE)
                                    + "`? Allowed: grace");
                });
        Object value = fields.get("grace");
        if (value == null) {
            return Duration.ZERO;
        }
        Duration grace = KeyFields.duration(value.toString().strip());
        if (grace == null) {
            throw new ClientException(400, "`grace` must be a time such as 24h or 7d, not `" + value + "`.");
        }
        return grace;
    }

    public static ClientException tooLarge() {
        return new ClientException(413, "The body is larger than 256 KiB.");
    }

    public static ClientException notThere() {
        return new ClientException(
                405,
                "GET and POST /admin/keys, GET, PATCH and DELETE /admin/keys/ID, and POST /admin/keys/ID/rotate, /on"
                        + " and /off are there.");
    }
}
