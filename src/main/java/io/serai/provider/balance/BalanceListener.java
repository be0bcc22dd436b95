package io.serai.provider.balance;

import java.time.Instant;

/** Told whenever a vendor has said what is left on an account. */
@FunctionalInterface
public interface BalanceListener {

    /**
     * @param key whose account it is; not to be logged
     * @param enough whether the key should be used; where not, models that cost nothing may go on
     * @param next when it will be asked again; until then nothing new will be known
     */
    void told(String provider, String key, Balance balance, boolean enough, Instant next);
}
