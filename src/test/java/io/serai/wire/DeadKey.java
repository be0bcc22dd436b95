package io.serai.wire;

import java.util.Set;

/** A healthy vendor to those who come with a living key; to others it repeats their key, as careless vendors do. */
public final class DeadKey extends HealthyVendor {
    private final int status;
    private final Set<String> living;

    private DeadKey(String name, int status, String... living) {
        super(name);
        this.status = status;
        this.living = Set.of(living);
    }

    /** A vendor that answers 401 to all other keys. */
    public DeadKey(String name, String... living) {
        this(name, 401, living);
    }

    /** A vendor that answers 403 to all other keys. */
    public static DeadKey forbidding(String name, String... living) {
        return new DeadKey(name, 403, living);
    }

    @Override
    protected Answer answer(RecordedRequest request) {
        String key = request.bearer();
        if (living.contains(key)) {
            return super.answer(request);
        }
        return status == 401
                ? Answer.error(401, "Incorrect API key: " + key, "invalid_request_error", null, "invalid_api_key")
                : Answer.error(403, "Key " + key + " is disabled", "permission_denied", null, "key_disabled");
    }
}
