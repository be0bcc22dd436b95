package io.serai.quota;

import java.time.Instant;
import java.util.List;

/** Remembers what was used, so that windows can be filled again when the limits change or the process starts. */
public interface Ledger {

    /** One that remembers nothing. */
    Ledger NONE = new Ledger() {
        @Override
        public void add(Use use) {
            // Nobody will ask.
        }

        @Override
        public List<Use> since(Instant start) {
            return List.of();
        }
    };

    /** Remembers a use before the vendor is called, so that it counts even if the process ends in the middle. */
    void add(Use use);

    /** All uses from a moment on, in any order. */
    List<Use> since(Instant start);
}
