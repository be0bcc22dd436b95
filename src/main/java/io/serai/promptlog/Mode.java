package io.serai.promptlog;

import io.serai.chat.Caller;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The clients with logged prompts. */
public enum Mode {
    /** Nobody's. */
    OFF,
    /** Those of client keys that say so. */
    KEYS,
    /** Everybody's but those of client keys that say no. */
    ALL;

    /** @param flags what a client's key says; null if nothing */
    boolean takes(Caller caller, Function<Caller, @Nullable Boolean> flags) {
        return switch (this) {
            case OFF -> false;
            case KEYS -> !caller.key().isEmpty() && Boolean.TRUE.equals(flags.apply(caller));
            case ALL -> caller.key().isEmpty() || !Boolean.FALSE.equals(flags.apply(caller));
        };
    }
}
