package io.serai.clients;

import io.serai.quota.Allowances.State;
import io.serai.quota.Limit.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The remainder of a client's limits, in the headers that OpenAI's clients know: of requests and of tokens the limit that is nearest to its end. */
final class LimitHeaders {
    private LimitHeaders() {}

    static Map<String, String> of(List<State> states, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        put(headers, "requests", tightest(states, Unit.REQUESTS), now);
        put(headers, "tokens", tightest(states, Unit.TOKENS), now);
        return headers;
    }

    private static @Nullable State tightest(List<State> states, Unit unit) {
        State tightest = null;
        for (State state : states) {
            if (state.limit().unit() == unit
                    && state.limit().mode().enforced()
                    && (tightest == null || share(state) < share(tightest))) {
                tightest = state;
            }
        }
        return tightest;
    }

    private static double share(State state) {
        return state.left() / (double) Math.max(1, state.limit().amount());
    }

    private static void put(Map<String, String> headers, String unit, @Nullable State state, Instant now) {
        if (state == null) {
            return;
        }
        headers.put("x-ratelimit-limit-" + unit, Long.toString(state.limit().amount()));
        headers.put("x-ratelimit-remaining-" + unit, Long.toString(state.left()));
        if (!state.anew().equals(Instant.MAX)) {
            long millis = Math.max(0, Duration.between(now, state.anew()).toMillis());
            headers.put("x-ratelimit-reset-" + unit, (millis + 999) / 1000 + "s");
        }
    }
}
