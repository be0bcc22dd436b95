package io.serai.quota;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts of a provider, by key and by the name that a model is counted under. Not thread-safe: {@link Quota} guards it. */
final class Accounts {
    private static final int MANY_MODELS = 500;

    private final Map<String, Map<String, Account>> byKey = new HashMap<>();

    Account of(String key, String model) {
        return byKey.computeIfAbsent(key, name -> new HashMap<>()).computeIfAbsent(model, name -> new Account());
    }

    @Nullable
    Account find(String key, String model) {
        Map<String, Account> models = byKey.get(key);
        return models == null ? null : models.get(model);
    }

    /** How many calls with a key are under way, for all its models. */
    int running(String key) {
        int sum = 0;
        for (Account account : byKey.getOrDefault(key, Map.of()).values()) {
            sum += account.running();
        }
        return sum;
    }

    /** Drops an account without running calls if its key has very many: clients can invent model names without end. */
    void trim(String key, String model, Account account) {
        Map<String, Account> models = byKey.getOrDefault(key, Map.of());
        if (models.size() > MANY_MODELS && account.running() == 0) {
            models.remove(model, account);
        }
    }
}
