package io.serai.cache;

import io.serai.cache.AnswerStore.Found;
import io.serai.cache.Kept.About;
import io.serai.chat.Answer;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.Heavy;
import io.serai.chat.Influence;
import io.serai.chat.RejectedException;
import io.serai.chat.Request;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * The repository behind the idempotent consumer in front of the pools: a request that was answered within the lifetime, or is being
 * answered, is a duplicate and gets that answer as its body. A request that failed leaves nothing behind. Streamed and whole answers serve
 * each other, whatever the client's dialect.
 */
public final class AnswerCache extends ServiceSupport implements IdempotentRepository {
    /** The key of requests that share nothing with others. */
    private static final String ALONE = "alone";

    /** To look at more would take longer than many an answer. */
    private static final int MOST_SIMILAR = 100_000;

    /** The exchange property with the flight that the exchange leads, by key. */
    private static final String FLIGHT = "serai.flight:";

    /** The exchange property with the key of a request that looks for answers. */
    private static final String KEY = "serai.cache-key";

    /** The exchange property with the digest of a request that its client has named, as the client has sent it. */
    private static final String ASKED = "serai.asked";

    /** The exchange property with the key that such a request would have without its name. */
    private static final String PLACE = "serai.place";

    /** The exchange property with the digest of a request whose answer is for others only. */
    private static final String FOR_OTHERS = "serai.for-others";

    /** The exchange property with the question as a vector. */
    private static final String QUESTION = "serai.question";

    private @Nullable AnswerStore store;
    private @Nullable Similar similar;
    private double threshold = 0.95;
    private int similarEntries = 10_000;
    private final Lifetimes lifetimes = new Lifetimes();
    private Rules rules = Rules.EVERYTHING;
    private boolean shared;
    private boolean toolCalls = true;
    private volatile @Nullable String influences;

    /** What makes two requests the same: who asks, for which task, and all that the vendor would be told. */
    public String key(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Request request = Request.of(exchange.getMessage().getBody());
        if (call == null) {
            return RequestKey.of("", "", request);
        }
        // Routes of before have no step of their own for that, and no cache answers who may not ask.
        call.clearance().enter(request);
        String name = call.wishes().idempotencyKey();
        if (name.isEmpty()) {
            if (call.wishes().fromCache()) {
                String key = keyOf(exchange, call, request);
                exchange.setProperty(KEY, key);
                return key;
            }
            if (call.wishes().toCache()) {
                exchange.setProperty(FOR_OTHERS, keyOf(exchange, call, request));
            }
            // Who wants a new answer does not want the one that somebody else is getting either.
            return ALONE;
        }
        Request sent = call.report().request();
        // What operators have models told besides may change before the client asks once more.
        exchange.setProperty(ASKED, asked(call, sent == null ? request : sent));
        exchange.setProperty(PLACE, keyOf(exchange, call, request));
        return RequestKey.named(owner(call), name);
    }

    /** What a request is known by, with all that the routes add to it: an edit of that makes other requests. */
    private String keyOf(Exchange exchange, Call call, Request request) {
        String asked = asked(call, request);
        String said = said(exchange);
        return said.isEmpty() ? asked : new Fingerprint().add(asked).add(said).text();
    }

    /** What the routes add to requests. */
    private String said(Exchange exchange) {
        String said = influences;
        if (said == null) {
            said = exchange.getContext().getRegistry().findByType(Influence.class).stream()
                    .map(Influence::says)
                    .filter(text -> !text.isEmpty())
                    .sorted()
                    .collect(Collectors.joining("\n"));
            influences = said;
        }
        return said;
    }

    private String asked(Call call, Request request) {
        return Heavy.compute(
                call, () -> RequestKey.of(tenant(call), call.wishes().task(), request));
    }

    private String tenant(Call call) {
        // A client that may not ask all models gets no answer of one that it may not ask.
        return shared && !call.clearance().restricts() ? "" : owner(call);
    }

    /** Who asks. Nobody else can give a request the same name. */
    private static String owner(Call call) {
        String key = call.caller().key();
        return key.isEmpty() ? call.wishes().client() : key;
    }

    /**
     * The step for when no target can answer: gives what was answered before, though its lifetime is over. Without such an answer the
     * failure stands.
     */
    public void stale(Exchange exchange) throws Exception {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        boolean wanted = call != null && call.wishes().fromCache();
        Kept kept = null;
        if (wanted) {
            // What steps have made of the request since is nothing that it is known by.
            String key = exchange.getProperty(KEY, String.class);
            Request request = call.request();
            String known = key == null && request != null ? keyOf(exchange, call, request) : key;
            kept = known == null ? null : store().findStale(known);
        }
        if (kept == null) {
            Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            throw failure == null
                    ? new RejectedException(
                            503,
                            "no_stale_answer",
                            "No earlier answer to this request is kept, and no target was asked before the step"
                                    + " 'stale'.",
                            null)
                    : failure;
        }
        answer(exchange, call, kept, "stale");
    }

    @Override
    public boolean add(Exchange exchange, String key) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        if (call == null) {
            return true;
        }
        if (key.equals(ALONE)) {
            refuseToAsk(call);
            return true;
        }
        Request request = Request.of(exchange.getMessage().getBody());
        String asked = exchange.getProperty(ASKED, "", String.class);
        boolean lookedUp = call.wishes().toCache() && (!asked.isEmpty() || rules.take(request));
        if (lookedUp && answered(exchange, call, key, asked, request)) {
            return false;
        }
        refuseToAsk(call);
        call.cache(lookedUp ? "miss" : "bypass");
        Flight flight = store().flights().enter(key, call, asked);
        if (!flight.isLedBy(call)) {
            same(flight.asked(), asked);
            if (shares(exchange, call, flight)) {
                return false;
            }
            call.cache(lookedUp ? "miss" : "bypass");
            if (flight.isLedBy(call)) {
                // The leader before has failed.
                flight.lead(call);
            }
        }
        if (flight.isLedBy(call)) {
            exchange.setProperty(FLIGHT + key, flight);
            // For routes that let this repository know of no end.
            exchange.getExchangeExtension().addOnCompletion(new Landing(flight, call));
            if (lookedUp && answeredMeanwhile(exchange, call, key, asked)) {
                return false;
            }
            if (lookedUp && similar != null && answeredSimilarly(exchange, call, key, asked, request)) {
                return false;
            }
        }
        return true;
    }

    private static void refuseToAsk(Call call) {
        if (call.wishes().onlyCached()) {
            throw new RejectedException(
                    504,
                    "not_cached",
                    "No answer to this request is in the cache, and 'cache-control: only-if-cached' allows no"
                            + " call. Leave the header out.",
                    null);
        }
    }

    /** Whether it has been kept: under its own name, or as any other's. */
    private boolean answered(Exchange exchange, Call call, String key, String asked, Request request) {
        Found found = store().find(key);
        if (!asked.isEmpty()) {
            if (found != null) {
                same(found.kept().about().asked(), asked);
            } else if (call.wishes().fromCache() && rules.take(request)) {
                found = store().find(exchange.getProperty(PLACE, asked, String.class));
                found = found != null && isYoung(call, found.kept()) ? found : null;
                if (found != null) {
                    store().keep(key, found.kept().lasting(lifetimes.named(), owner(call), asked));
                }
            }
        }
        if (found == null || (asked.isEmpty() && !isYoung(call, found.kept()))) {
            return false;
        }
        store().tally().hit(found.kept(), found.behind());
        answer(exchange, call, found.kept(), "hit");
        return true;
    }

    /** Whether the leader before has kept its answer after this one had looked for it. */
    private boolean answeredMeanwhile(Exchange exchange, Call call, String key, String asked) {
        Kept kept = store().findNear(key);
        if (kept == null || !isYoung(call, kept)) {
            return false;
        }
        same(kept.about().asked(), asked);
        Flight flight = exchange.getProperty(FLIGHT + key, Flight.class);
        flight.answered(call, kept);
        store().tally().hit(kept, false);
        answer(exchange, call, kept, "hit");
        return true;
    }

    /** Whether a question that means the same has an answer; for the leader, so that one vector is enough for all. */
    private boolean answeredSimilarly(Exchange exchange, Call call, String key, String asked, Request request) {
        if (similar == null || !asked.isEmpty() || !(request instanceof ChatRequest chat)) {
            return false;
        }
        Similar.Others others = new Similar.Others(tenant(call), call.wishes().task(), said(exchange));
        Similar.Question question = similar.question(exchange.getContext(), call, chat, others, store().now());
        if (question == null) {
            return false;
        }
        exchange.setProperty(QUESTION, question);
        Kept kept = store().findSimilar(question, threshold);
        if (kept == null || !isYoung(call, kept)) {
            return false;
        }
        Flight flight = exchange.getProperty(FLIGHT + key, Flight.class);
        flight.answered(call, kept);
        store().tally().similar(kept);
        answer(exchange, call, kept, "similar");
        return true;
    }

    private boolean isYoung(Call call, Kept kept) {
        Duration most = call.wishes().maxAge();
        return most == null || kept.age(store().now()).compareTo(most) <= 0;
    }

    private static void same(String one, String other) {
        if (!one.equals(other)) {
            throw new RejectedException(
                    422,
                    "idempotency_key_reused",
                    "The Idempotency-Key was used before for another request. Send a new one with a new request.",
                    null);
        }
    }

    /** Waits for the leader of the flight; false if the call has to ask itself. */
    private boolean shares(Exchange exchange, Call call, Flight flight) {
        call.cache("shared");
        Kept kept;
        try {
            kept = flight.await(call, store().clock());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw call.whyGone();
        }
        if (kept == null) {
            return false;
        }
        store().tally().shared(kept);
        answer(exchange, call, kept, "shared");
        return true;
    }

    private void answer(Exchange exchange, Call call, Kept kept, String how) {
        call.cache(how);
        call.age(kept.age(store().now()));
        if (!kept.about().task().isEmpty()) {
            call.task(kept.about().task());
        }
        call.trail().answeredBy(kept.about().target());
        exchange.getMessage().setBody(kept.answer());
    }

    @Override
    public boolean confirm(Exchange exchange, String key) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        if (call == null || !(exchange.getMessage().getBody() instanceof Answer answer)) {
            return remove(exchange, key);
        }
        missed(call);
        if (key.equals(ALONE) && !call.wishes().toCache()) {
            // Nobody gets it another time, nor waits for it.
            return true;
        }
        String asked = exchange.getProperty(ASKED, "", String.class);
        About about =
                new About(tenant(call), model(call), call.task(), call.trail().target(), asked);
        Kept kept = new Kept(answer, about, store().now(), lifetimes.of(call.task()), lifetimes.stale());
        if (!call.cache().equals("stale")) {
            keep(exchange, call, key, kept);
        }
        Flight flight = exchange.getProperty(FLIGHT + key, Flight.class);
        if (flight != null) {
            flight.answered(call, kept);
        }
        return true;
    }

    private void keep(Exchange exchange, Call call, String key, Kept kept) {
        String asked = kept.about().asked();
        if (!asked.isEmpty() && call.wishes().toCache()) {
            store().keep(key, kept.lasting(lifetimes.named(), owner(call), asked));
        }
        Request request =
                call.report().request() == null ? call.request() : call.report().request();
        if (request != null
                && call.wishes().toCache()
                && rules.take(request)
                && Rules.isWhole(kept.answer(), toolCalls)) {
            String place = key.equals(ALONE)
                    ? exchange.getProperty(FOR_OTHERS, "", String.class)
                    : exchange.getProperty(PLACE, key, String.class);
            store().keep(place, asked.isEmpty() ? kept : kept.lasting(kept.lifetime(), tenant(call), ""));
            Similar.Question question = exchange.getProperty(QUESTION, Similar.Question.class);
            if (question != null) {
                store().neighbours().add(question.partition(), place, question.vector(), similarEntries);
            }
        }
    }

    private void missed(Call call) {
        if (call.cache().equals("miss")) {
            store().tally().missed(call.task());
        }
    }

    private static String model(Call call) {
        Request request = call.report().request();
        return request == null ? "" : request.model();
    }

    @Override
    public boolean remove(Exchange exchange, String key) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Flight flight = exchange.getProperty(FLIGHT + key, Flight.class);
        if (call != null && flight != null) {
            missed(call);
            flight.failed(call, exchange.getException());
        }
        return true;
    }

    /** Ends a flight with the exchange that leads it, if nobody else has. */
    private static final class Landing extends SynchronizationAdapter {
        private final Flight flight;
        private final Call call;

        Landing(Flight flight, Call call) {
            this.flight = flight;
            this.call = call;
        }

        @Override
        public void onDone(Exchange exchange) {
            flight.failed(call, exchange.getException());
        }
    }

    @Override
    public boolean contains(Exchange exchange, String key) {
        return contains(key);
    }

    @Override
    public boolean add(String key) {
        return true;
    }

    @Override
    public boolean contains(String key) {
        return store().find(key) != null;
    }

    @Override
    public boolean remove(String key) {
        return true;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        // The answers belong to the process, not to this revision's view of them.
    }

    public void setStore(AnswerStore answers) {
        store = answers;
    }

    /** @param text how long an answer may be given again, such as {@code 10m} */
    public void setLifetime(String text) {
        lifetimes.usual(text);
    }

    /** @param text other lifetimes for some tasks, such as {@code code 1h, light 5m} */
    public void setLifetimes(String text) {
        lifetimes.byTask(text);
    }

    /** @param text how much shorter a lifetime may be by chance, so that not all end at once, such as {@code 10%} */
    public void setJitter(String text) {
        lifetimes.jitter(text);
    }

    /** @param text how much longer an answer is kept for when there is nothing else, such as {@code 24h} */
    public void setStale(String text) {
        lifetimes.stale(text);
    }

    /** @param text how long an answer is kept for repetitions with its {@code Idempotency-Key}, such as {@code 24h} */
    public void setIdempotency(String text) {
        lifetimes.named(text);
    }

    /** @param text whose answers are kept: {@code everything}, {@code temperature-0}, {@code embeddings} or {@code never} */
    public void setKeep(String text) {
        rules = Rules.of(text);
    }

    /** @param all whether clients with different keys get each other's answers */
    public void setShared(boolean all) {
        shared = all;
    }

    /** @param kept whether answers that call tools are kept */
    public void setToolCalls(boolean kept) {
        toolCalls = kept;
    }

    /** @param model a target or pool for embeddings, by which questions that mean the same get one answer; empty for none */
    public void setSimilar(String model) {
        similar = model.isBlank() ? null : new Similar(model.strip());
    }

    /** @param least how near a similar question must be, as a cosine from 0 to 1 */
    public void setThreshold(double least) {
        if (!(least > 0 && least <= 1)) {
            throw new IllegalArgumentException("it must be greater than 0, and 1 at most");
        }
        threshold = least;
    }

    /** @param most how many questions are compared at most */
    public void setSimilarEntries(int most) {
        if (most < 1 || most > MOST_SIMILAR) {
            throw new IllegalArgumentException("it must be a number from 1 to " + MOST_SIMILAR);
        }
        similarEntries = most;
    }

    private AnswerStore store() {
        if (store == null) {
            throw new IllegalStateException("The cache needs its store");
        }
        return store;
    }
}
