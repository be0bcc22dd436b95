package io.serai.demo.simulator;

import io.serai.demo.simulator.Counts.Seen;
import io.serai.demo.simulator.Faults.Struck;
import io.serai.demo.simulator.Scenario.VendorPlan;
import io.serai.dialect.MalformedException;
import io.serai.quota.Left;
import io.serai.quota.Permit;
import io.serai.quota.Quota;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One vendor: looks at the key, the model, the faults and the limits, in this order, and answers. Runs on one event loop. */
final class SimulatedVendor {
    private static final String COUNTS = "/_simulator";
    private static final String JSON = "application/json";
    private static final byte[] PAGE =
            "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
                    .getBytes(StandardCharsets.US_ASCII);

    private final VendorPlan plan;
    private final InstantSource clock;
    private final boolean sleeps;
    private final Vertx vertx;
    private final Instant start;
    private final SplittableRandom random;
    private final Wire wire;
    private final Answering answering;
    private final Account account;
    private final Faults faults;
    private final Tally tally;

    SimulatedVendor(VendorPlan plan, InstantSource clock, boolean sleeps, Vertx vertx, SplittableRandom random) {
        this.plan = plan;
        this.clock = clock;
        this.sleeps = sleeps;
        this.vertx = vertx;
        this.start = clock.instant();
        this.wire = Wire.of(plan.dialect());
        this.answering = new Answering(plan, wire);
        this.account = new Account(plan.limits(), clock);
        this.faults = new Faults(plan.faults(), random.split());
        this.random = random;
        this.tally = new Tally(plan.name(), start);
    }

    VendorPlan plan() {
        return plan;
    }

    String base() {
        return wire.base();
    }

    Counts counts() {
        return tally.counts();
    }

    void handle(HttpServerRequest request) {
        if (request.path().equals(COUNTS)) {
            request.response().putHeader("content-type", JSON).end(Buffer.buffer(Tally.json(counts())));
            return;
        }
        request.bodyHandler(body -> {
            Call call = new Call(request, wire.key(request));
            try {
                Map<String, String> query = new HashMap<>();
                request.params().forEach(query::put);
                call.answer(wire.read(request.method(), request.path(), query, body.getBytes()));
            } catch (MalformedException e) {
                call.refuse(Problem.MALFORMED, e.reason(), Tally.REFUSED);
            }
        });
    }

    /** One call. */
    private final class Call {
        private final HttpServerRequest request;
        private final String key;
        private final Instant now = clock.instant();
        private final Duration since = Duration.between(start, now);
        private String model = "";

        Call(HttpServerRequest request, String key) {
            this.request = request;
            this.key = key;
        }

        void answer(@Nullable Asked asked) {
            if (asked == null) {
                refuse(
                        Problem.NO_PATH,
                        "Unknown request URL: " + request.method() + ' ' + request.path(),
                        Tally.REFUSED);
                return;
            }
            model = asked.model();
            SplittableRandom own = asked.isCall() ? random.split() : new SplittableRandom(0);
            List<Struck> struck =
                    asked.isCall() ? faults.strike(since, key, model, own) : faults.strikeList(since, key);
            if (!knowsKey() || has(struck, FaultKind.DEAD_KEY)) {
                refuse(Problem.UNAUTHORIZED, "Incorrect API key provided.", Tally.UNAUTHORIZED);
            } else if (!asked.isCall() && !struck.isEmpty()) {
                breakDown(struck.getFirst().kind());
            } else if (!asked.isCall()) {
                body(200, asked.kind() == Asked.Kind.MODELS ? wire.models(plan.models()) : wire.version());
            } else if (!knowsModel() || has(struck, FaultKind.RETIRED)) {
                refuse(Problem.NO_MODEL, "The model `" + model + "` does not exist.", Tally.REFUSED);
            } else {
                FaultKind fault = struck.isEmpty() ? null : struck.getFirst().kind();
                switch (fault) {
                    case LIMITED -> limited(new Refusal(model, null, end(struck.getFirst()), now));
                    case UNAVAILABLE, KEY_CHANGE ->
                        refuse(Problem.UNAVAILABLE, "The service is overloaded, try again later.", Tally.FAILED);
                    case ERROR -> refuse(Problem.ERROR, "The server had an error.", Tally.FAILED);
                    case HTML, HANG, RESET -> {
                        count(Tally.FAILED);
                        breakDown(fault);
                    }
                    case null, default -> admit(asked, fault, own);
                }
            }
        }

        /** What becomes of anything that is asked for while there is no server to answer. */
        private void breakDown(FaultKind fault) {
            if (fault == FaultKind.HTML) {
                request.response()
                        .setStatusCode(502)
                        .putHeader("content-type", "text/html")
                        .end(Buffer.buffer(PAGE));
            } else if (fault == FaultKind.RESET) {
                talk(() -> {}).reset();
            } else {
                Talk talk = talk(() -> {});
                if (!sleeps) {
                    talk.cut();
                }
            }
        }

        private void admit(Asked asked, @Nullable FaultKind fault, SplittableRandom own) {
            int length = answering.length(asked, own);
            long tokens = (long) asked.prompt() + length;
            account.at(since);
            switch (account.take(key, model, tokens)) {
                case Quota.Answer.No no ->
                    limited(new Refusal(model, Account.full(account.left(key, model), tokens), no.until(), now));
                case Permit permit -> {
                    count(fault == null ? Tally.ACCEPTED : Tally.FAILED);
                    headers(LimitHeaders.told(plan.headers(), account.left(key, model), now));
                    answering.answer(talk(permit::close), asked, length, fault, now, own);
                }
            }
        }

        private void limited(Refusal refusal) {
            count(Tally.LIMITED);
            List<Left> left = account.left(key, model);
            headers(LimitHeaders.told(plan.headers(), left, now));
            headers(LimitHeaders.refused(plan.headers(), refusal));
            Object body = LimitBodies.body(plan.headers(), plan.dialect(), refusal);
            body(429, body == null ? wire.error(Problem.LIMITED, LimitBodies.text(refusal)) : body);
        }

        void refuse(Problem problem, String text, Seen seen) {
            count(seen);
            body(wire.status(problem), wire.error(problem, text));
        }

        private void headers(Map<String, String> headers) {
            HttpServerResponse response = request.response();
            headers.forEach(response::putHeader);
        }

        private void body(int status, Object body) {
            request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", JSON)
                    .end(Buffer.buffer(Tree.bytes(body)));
        }

        private Talk talk(Runnable ended) {
            tally.open();
            return new Talk(vertx, request, sleeps, () -> {
                tally.close();
                ended.run();
            });
        }

        private void count(Seen seen) {
            tally.add(named(), model, since, seen);
        }

        /** What the key is called in the counts, where no foreign key shall stand. */
        private String named() {
            return key.isEmpty()
                    ? "none"
                    : plan.keys().contains(key) || plan.deadKeys().contains(key) ? key : "unknown";
        }

        private boolean knowsKey() {
            return (plan.keys().isEmpty() || plan.keys().contains(key))
                    && !plan.deadKeys().contains(key);
        }

        private boolean knowsModel() {
            return plan.models().isEmpty() || plan.models().contains(model);
        }

        private @Nullable Instant end(Struck fault) {
            Duration end = fault.end();
            return end == null ? null : start.plus(end);
        }

        private static boolean has(List<Struck> struck, FaultKind kind) {
            return struck.stream().anyMatch(fault -> fault.kind() == kind);
        }
    }
}
