package io.serai;

import io.serai.cache.AnswerStore;
import io.serai.settings.Settings;
import java.net.URI;
import java.nio.file.Path;

/** Opens the stores of answers besides memory, by the settings. */
final class CacheSetup {
    private static final String FOLDER = "cache";

    private CacheSetup() {}

    static void open(AnswerStore answers, Settings settings, Path data) {
        long disk = settings.bytes("serai.cache.disk");
        String redis = settings.text("serai.cache.redis");
        if (!redis.isEmpty()) {
            answers.keepInRedis(
                    URI.create(redis),
                    settings.text("serai.cache.redis-user"),
                    settings.text("serai.cache.redis-password"));
        } else if (disk > 0) {
            answers.keepOnDisk(data.resolve(FOLDER), disk);
        }
    }
}
