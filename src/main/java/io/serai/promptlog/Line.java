package io.serai.promptlog;

import io.serai.chat.Call;
import io.serai.chat.CallReport;
import io.serai.chat.Caller;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.Usage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line that waits to be written. */
sealed interface Line {
    Instant at();

    /** The public id of the client key; empty if none is known. */
    String key();

    /** How many bytes it takes, about. */
    long size();

    /**
     * A request that has ended.
     *
     * @param answer null if there was none
     */
    record Asked(
            Instant at,
            String id,
            Caller caller,
            String dialect,
            String task,
            String model,
            String target,
            int status,
            String error,
            String cache,
            long millis,
            @Nullable Usage usage,
            ChatRequest request,
            @Nullable ChatResponse answer,
            long size)
            implements Line {

        private static final long LEAST = 1 << 10;

        static Asked of(Call call, ChatRequest request, Instant at) {
            CallReport report = call.report();
            return new Asked(
                    at,
                    call.id(),
                    call.caller(),
                    report.origin().dialect(),
                    call.task(),
                    report.model(),
                    call.trail().target(),
                    report.status(),
                    report.error(),
                    call.cache(),
                    report.totalNanos() / 1_000_000,
                    report.usage(),
                    request,
                    report.answer() instanceof ChatResponse said ? said : null,
                    LEAST + call.size() + report.saidCharacters());
        }

        @Override
        public String key() {
            return caller.key();
        }
    }

    /**
     * What somebody thinks of an answer.
     *
     * @param id of the request
     * @param fields the rating itself
     */
    record Rated(Instant at, String id, String key, Map<String, Object> fields) implements Line {
        @Override
        public long size() {
            return 1 << 12;
        }
    }

    /** Nothing: it wakes the writer. An interrupt would close the file under its hands. */
    record Wake(Instant at) implements Line {
        @Override
        public String key() {
            return "";
        }

        @Override
        public long size() {
            return 0;
        }
    }
}
