package io.serai;

import com.google.re2j.Pattern;
import io.serai.chat.Caller;
import io.serai.clients.ClientKey;
import io.serai.clients.ClientKeys;
import io.serai.promptlog.Mode;
import io.serai.promptlog.PromptLog;
import io.serai.promptlog.PromptStore;
import io.serai.settings.Kind;
import io.serai.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of prompts, by the settings.
 *
 * @param keep how long days are kept; zero for ever
 * @param size how many bytes all files may have
 * @param own patterns of what is taken out
 */
record PromptRecords(Mode mode, Duration keep, long size, List<Pattern> own) {
    private static final Logger LOG = LoggerFactory.getLogger("prompts");
    private static final String FOLDER = "prompts";

    static PromptRecords of(Settings settings) {
        return new PromptRecords(
                Mode.valueOf(settings.text("serai.prompts.log").toUpperCase(Locale.ROOT)),
                settings.duration("serai.prompts.keep"),
                settings.bytes("serai.prompts.size"),
                Kind.patterns(settings.text("serai.prompts.redact")));
    }

    static PromptStore store(Path data) {
        return new PromptStore(data.resolve(FOLDER));
    }

    /** The log, which begins when it is {@link #apply applied}. */
    static PromptLog log(Path data, InstantSource clock, ClientKeys keys) {
        return new PromptLog(
                clock, store(data), caller -> flag(keys, caller), Dialects.OPENAI_CLIENT, Dialects.OPENAI, LOG::warn);
    }

    private static @Nullable Boolean flag(ClientKeys keys, Caller caller) {
        ClientKey key = keys.get(caller.key());
        return key == null ? null : key.prompts();
    }

    void apply(PromptLog log) {
        log.set(mode, keep, size, own);
    }
}
