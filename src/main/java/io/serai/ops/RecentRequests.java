package io.serai.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.catalog.Price;
import io.serai.chat.Attempt;
import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.Usage;
import io.serai.cost.Counted;
import io.serai.cost.Spending;
import io.serai.cost.Used;
import io.serai.dialect.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The requests that have ended last, each with its trail, and without any word that was asked or answered. */
public final class RecentRequests implements CallObserver {
    /** How many there are at most. */
    public static final int MOST = 200;

    private final InstantSource clock;
    private final Function<String, @Nullable Price> prices;
    private final AtomicReferenceArray<@Nullable Numbered> ring = new AtomicReferenceArray<>(MOST);
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long next;

    private record Numbered(long number, RequestEntry entry, Spending spent) {}

    /** @param prices what a target's model costs now; null if nobody knows */
    public RecentRequests(InstantSource clock, Function<String, @Nullable Price> prices) {
        this.clock = clock;
        this.prices = prices;
    }

    @Override
    public void ended(Call call) {
        // A list of models or a count of tokens is no request to a model; one that was refused is of interest.
        if (call.report().model().isEmpty() && call.report().status() < 400) {
            return;
        }
        RequestEntry entry = RequestEntry.of(call, clock.instant(), false);
        Spending spent = Spending.of(call, prices);
        // A reader that sees a number finds its request and those before.
        lock.lock();
        try {
            long number = next;
            ring.set((int) (number % MOST), new Numbered(number, entry, spent));
            next = number + 1;
        } finally {
            lock.unlock();
        }
    }

    /** The number of the request that ends next. */
    public long next() {
        return next;
    }

    /** Those from a number on, oldest first, as {@code {"next": 12, "requests": [...]}}. */
    public byte[] json(long from) {
        List<Numbered> some = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            Numbered one = ring.get(i);
            if (one != null && one.number() >= from) {
                some.add(one);
            }
        }
        some.sort(Comparator.comparingLong(Numbered::number));
        long after = some.isEmpty() ? Math.max(from, 0) : some.getLast().number() + 1;
        return Json.write(json -> {
            json.writeStartObject();
            json.writeNumberField("next", after);
            json.writeArrayFieldStart("requests");
            for (Numbered one : some) {
                write(json, one);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void write(JsonGenerator json, Numbered one) throws IOException {
        RequestEntry entry = one.entry();
        json.writeStartObject();
        json.writeNumberField("number", one.number());
        json.writeStringField("time", entry.at().toString());
        json.writeStringField("id", entry.id());
        json.writeStringField("ingress", entry.origin().ingress());
        json.writeStringField("dialect", entry.origin().dialect());
        json.writeNumberField("status", entry.status());
        json.writeStringField("error", entry.error());
        json.writeStringField("key", entry.key());
        json.writeStringField("user", entry.user());
        json.writeStringField("task", entry.task());
        json.writeStringField("model", entry.model());
        json.writeStringField("target", entry.target());
        json.writeStringField("cache", entry.cache());
        json.writeNumberField("ms", entry.totalNanos() / 1_000_000);
        if (entry.firstNanos() > 0) {
            json.writeNumberField("msToFirst", entry.firstNanos() / 1_000_000);
        }
        tokens(json, entry.usage());
        Spending spent = one.spent();
        if (spent.counted() && spent.priced()) {
            cost(json, spent.nanos());
        }
        json.writeArrayFieldStart("attempts");
        // A route of the user's own has no attempts, though it may have used something.
        for (Used used : entry.attempts().isEmpty() ? List.<Used>of() : spent.attempts()) {
            Attempt attempt = used.attempt();
            json.writeStartObject();
            json.writeStringField("target", attempt.target());
            json.writeStringField("outcome", attempt.outcome());
            json.writeBooleanField("asked", attempt.asked());
            json.writeNumberField("ms", attempt.nanos() / 1_000_000);
            tokens(json, attempt.usage());
            Long nanos = used.counted() == Counted.VENDOR ? used.cost() : null;
            if (nanos != null) {
                cost(json, nanos);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void tokens(JsonGenerator json, @Nullable Usage usage) throws IOException {
        if (usage != null) {
            json.writeNumberField("tokensIn", usage.inputTokens());
            json.writeNumberField("tokensOut", usage.outputTokens());
        }
    }

    private static void cost(JsonGenerator json, long nanos) throws IOException {
        json.writeNumberField("cost", Json.plain(BigDecimal.valueOf(nanos, 9)));
    }
}
