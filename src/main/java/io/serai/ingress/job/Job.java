package io.serai.ingress.job;

import io.serai.chat.EmbeddingRequest;
import io.serai.dialect.ServerDialect;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A request that nobody waits for on a connection: a file, or a message from a queue.
 *
 * @param name what the log calls it
 * @param file whether it is a file, not a message
 * @param json whether it is a request in a client's dialect, and is answered in it; else it is a prompt, answered by a text
 * @param dialect the dialect of the request, and of errors; null until it is known
 * @param vectors the request, if it asks for vectors
 */
record Job(
        String name,
        boolean file,
        boolean json,
        @Nullable ServerDialect dialect,
        @Nullable EmbeddingRequest vectors) {
    private static final String PROPERTY = "serai.job";

    /** The job whose message this is, as far as can be told without reading it. */
    static Job of(Message message) {
        String file = message.getHeader(Exchange.FILE_NAME_ONLY, String.class);
        return file == null
                ? new Job(message.getHeader("JMSMessageID", "message", String.class), false, false, null, null)
                : new Job(file, true, file.regionMatches(true, file.length() - 5, ".json", 0, 5), null, null);
    }

    /** The job that the exchange is about. */
    static Job in(Exchange exchange) {
        Job job = exchange.getProperty(PROPERTY, Job.class);
        return job == null ? of(exchange.getMessage()) : job;
    }

    void putInto(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    Job asJson(ServerDialect spoken) {
        return new Job(name, file, true, spoken, vectors);
    }

    Job forVectors(EmbeddingRequest request) {
        return new Job(name, file, json, dialect, request);
    }
}
