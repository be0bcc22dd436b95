package io.serai;

import io.serai.batch.BatchLine;
import io.serai.batch.EngineException;
import io.serai.batch.LineAnswer;
import io.serai.batch.LineEngine;
import io.serai.batch.Owner;
import io.serai.chat.BatchPlace;
import io.serai.ingress.job.BatchLines;
import io.serai.revision.Revision;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Has lines answered by the route {@code direct:batch-line} of the revision that serves. */
final class BatchEngine implements LineEngine {
    private static final String ROUTE = "batch-line";

    private final Supplier<@Nullable Revision> serving;
    private final Runnable waiting;
    private volatile @Nullable Way way;

    /** How lines get into one revision. */
    private record Way(CamelContext context, Endpoint endpoint, ProducerTemplate template) {}

    /** @param waiting lets requests that wait for a limit look again whether they are wanted */
    BatchEngine(Supplier<@Nullable Revision> serving, Runnable waiting) {
        this.serving = serving;
        this.waiting = waiting;
    }

    @Override
    public LineAnswer ask(BatchLine line, Owner owner) {
        return ask(line, owner, null, () -> true);
    }

    @Override
    public LineAnswer ask(BatchLine line, Owner owner, @Nullable BatchPlace place, BooleanSupplier wanted) {
        while (true) {
            Way now = way();
            Exchange exchange = now.endpoint().createExchange(ExchangePattern.InOut);
            exchange.getMessage().setBody(new BatchLines.Asked(line, owner, place, wanted));
            Exchange answered = now.template().send(now.endpoint(), exchange);
            if (answered.getMessage().getBody() instanceof LineAnswer answer) {
                return answer;
            }
            if (now.context().isStarted()) {
                throw new EngineException("The route " + ROUTE + " gave no answer to a line"
                        + (answered.getException() == null
                                ? ""
                                : ": " + answered.getException().getMessage()));
            }
            // Another revision took over in this very moment.
            if (now.context().equals(way().context())) {
                throw new EngineException("Serai is stopping");
            }
        }
    }

    @Override
    public void wake() {
        waiting.run();
    }

    @Override
    public boolean serves() {
        Revision revision = serving.get();
        return revision != null && revision.context().getRoute(ROUTE) != null;
    }

    private Way way() {
        Revision revision = serving.get();
        if (revision == null) {
            throw new EngineException("Serai is starting");
        }
        CamelContext context = revision.context();
        Way known = way;
        if (known != null && known.context().equals(context)) {
            return known;
        }
        if (context.getRoute(ROUTE) == null) {
            throw new EngineException(
                    "There is no route '" + ROUTE + "' in routes/; copy routes/batches.camel.yaml of this version");
        }
        Way made = new Way(context, context.getEndpoint("direct:" + ROUTE), context.createProducerTemplate());
        way = made;
        return made;
    }
}
