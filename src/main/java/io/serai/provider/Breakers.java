package io.serai.provider;

import io.serai.chat.BrokenStreamException;
import io.serai.provider.connection.ProxyException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides what a breaker counts as a failure of its provider: failures of all its models that are not of our own making. */
final class Breakers {

    private Breakers() {}

    static boolean counts(Throwable failure) {
        VendorCall attempt = VendorCall.current();
        if (attempt != null && attempt.call().gone()) {
            return false;
        }
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutageException outage) {
                return outage.wholeProvider();
            }
            if (cause instanceof ProxyException) {
                // The way to it says nothing of the provider.
                return false;
            }
            if (cause instanceof BrokenStreamException || cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
