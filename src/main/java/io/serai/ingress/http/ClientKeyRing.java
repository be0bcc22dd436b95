package io.serai.ingress.http;

import io.serai.chat.Caller;
import org.jspecify.annotations.Nullable;

/** The client keys that have records of their own, beside those of the settings. */
public interface ClientKeyRing {
    /** Knows none. */
    ClientKeyRing NONE = new ClientKeyRing() {
        @Override
        public boolean any() {
            return false;
        }

        @Override
        public @Nullable Caller caller(String shown) {
            return null;
        }

        @Override
        public @Nullable Caller callerOf(String digest) {
            return null;
        }
    };

    /** Whether there is any, so that requests to models need one. */
    boolean any();

    /** Whether the keys could not be read yet, so that one that is not known may be valid all the same. */
    default boolean unread() {
        return false;
    }

    /** Whose a shown key is; null if it admits nobody, for whatever reason. */
    @Nullable
    Caller caller(String shown);

    /**
     * Whose the key of a digest is; null if it admits nobody.
     *
     * @param digest the SHA-256 of the key in Base64 for URLs, without padding
     */
    @Nullable
    Caller callerOf(String digest);
}
