package io.serai.provider;

import java.util.ArrayList;
import java.util.List;

/** A model at a provider, written {@code provider/model}; the model may have slashes of its own. */
public record Target(String provider, String model) {

    /** The exchange property with the list of the targets that the client has named. */
    public static final String NAMED = "serai.named";

    /** The provider that is built in and needs no key. */
    public static final String STAND_IN = "demo";

    /** Whether it only stands in while no other target is on. */
    public boolean standsIn() {
        return provider.equalsIgnoreCase(STAND_IN);
    }

    /** @throws IllegalArgumentException if there is no provider or no model */
    public static Target of(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no target; write provider/model, as in groq/llama-3.3-70b-versatile");
        }
        return new Target(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Targets separated by commas. */
    public static List<Target> list(String text) {
        List<Target> targets = new ArrayList<>();
        for (String part : text.split(",")) {
            targets.add(of(part.strip()));
        }
        return targets;
    }

    @Override
    public String toString() {
        return provider + '/' + model;
    }
}
