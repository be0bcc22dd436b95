package io.serai.ops;

import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.Origin;
import io.serai.chat.Outcome;
import io.serai.chat.Usage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what it costs to observe a request once the code is warm. No test, as clocks on shared machines lie. Its figures go to the
 * standard error, the lines of the log to the standard output:
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp target/test-classes:target/classes:$(cat target/cp) io.serai.ops.OpsBench >/dev/null
 * </pre>
 */
public final class OpsBench {
    private static final int TIMES = 100_000;
    private static final ChatRequest REQUEST = ChatRequest.ofPrompt("hello");
    private static final Origin ORIGIN = new Origin("http", "openai");
    private static final Usage USAGE = Usage.of(182, 96);

    private OpsBench() {}

    /** Something to measure. */
    private interface Step {
        int run();
    }

    public static void main(String[] args) {
        Metrics metrics = new Metrics(() -> null, () -> 0);
        RequestLog log = new RequestLog(InstantSource.system());
        log.set(RequestLog.Form.TEXT, false);
        Logger logger = LoggerFactory.getLogger("requests");
        RequestEntry entry = RequestEntry.of(call(CallObserver.NONE), Instant.now(), false);
        for (int round = 0; round < 5; round++) {
            measure(
                    "a call by itself",
                    () -> call(CallObserver.NONE).trail().attempts().size());
            measure("and counted", () -> call(metrics).trail().attempts().size());
            measure("and handed to the log", () -> call(log).trail().attempts().size());
            measure("a line of text", () -> RequestText.of(entry).length());
            measure("a line of JSON", () -> RequestJson.of(entry).length());
            measure("a line of text, written", () -> {
                logger.info(RequestText.of(entry));
                return 1;
            });
        }
        System.err.println("lines left out while they came faster than they could be written: " + log.dropped());
        log.close();
    }

    /** A request with a failed attempt and an answer. */
    private static Call call(CallObserver observer) {
        Call call = Call.of(ClientWishes.NONE);
        call.report().begin(ORIGIN, observer);
        call.report().asks(REQUEST);
        call.task("code");
        call.cache("miss");
        call.trail().begin("groq/qwen3");
        call.trail().asked();
        call.trail().end(Outcome.STATUS, 429);
        call.trail().begin("mistral/codestral-latest");
        call.trail().asked();
        call.report().waited(1000);
        call.report().used(USAGE);
        call.trail().answered();
        call.report().answered(null);
        call.report().end();
        return call;
    }

    private static void measure(String what, Step step) {
        long sum = 0;
        long start = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
            sum += step.run();
        }
        double micros = (System.nanoTime() - start) / 1000.0 / TIMES;
        System.err.printf(Locale.ROOT, "%-26s %6.2f µs%s%n", what, micros, sum < 0 ? "!" : "");
    }
}
