package io.serai.routing;

import io.serai.catalog.Nearest;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.Heavy;
import io.serai.chat.Instructed;
import io.serai.chat.RejectedException;
import io.serai.chat.Request;
import io.serai.provider.Target;
import io.serai.routing.classify.Classification;
import io.serai.routing.classify.Classifier;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step that finds out what a request is for. It sets the variables {@code task} (the pool that shall answer), {@code complexity}
 * (0 to 1), {@code client} (a digest of the key with which it was asked, empty without one) and, where the client has named a model rather
 * than a pool, {@code target}, which {@code llm:named} asks.
 */
public final class TaskRouter implements Processor {
    private final Classifier classifier = Classifier.shared();
    private final Supplier<ModelNames> names;

    /** @param names what the routes offer; asked for once they have started */
    public TaskRouter(Supplier<ModelNames> names) {
        this.names = names;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Request request = Instructed.asked(
                exchange.getProperty(Instructed.PROPERTY, Instructed.class),
                Request.of(exchange.getMessage().getBody()));
        if (call.wishes().task().isEmpty()) {
            names.get().lookFor(request.model());
        }
        Route route = Heavy.compute(call, () -> route(request, call.wishes()));
        exchange.setVariable("client", call.wishes().client());
        exchange.setVariable("complexity", route.complexity());
        if (!route.targets().isEmpty()) {
            exchange.setProperty(Target.NAMED, route.targets());
            exchange.setVariable(
                    "target", route.targets().stream().map(Target::toString).collect(Collectors.joining(",")));
        }
        exchange.setVariable("task", route.task());
        call.task(route.task());
    }

    /** Where a request goes. */
    public Route route(Request request, ClientWishes wishes) {
        String model = request.model();
        Classification found = request instanceof ChatRequest chat
                ? classifier.classify(chat)
                : new Classification(Classification.EMBEDDING, 0);
        if (!wishes.task().isEmpty()) {
            return new Route(pool(wishes.task()), found.complexity(), List.of());
        }
        if (model.equals(ChatRequest.AUTO)) {
            return new Route(found.task(), found.complexity(), List.of());
        }
        return names.get().isPool(model)
                ? new Route(model, found.complexity(), List.of())
                : new Route(found.task(), found.complexity(), names.get().named(model));
    }

    private String pool(String wished) {
        if (!names.get().isPool(wished)) {
            throw RejectedException.badRequest(
                    "The task '" + wished + "' (header x-serai-task, or field 'task') names no pool; there are "
                            + Nearest.few(wished, names.get().pools()) + '.',
                    null);
        }
        return wished;
    }

    /**
     * Where a request goes.
     *
     * @param task the pool, or only what kind of request it is where the client has named a model
     * @param complexity from 0 to 1
     * @param targets what the client has named; empty if it has named none
     */
    public record Route(String task, double complexity, List<Target> targets) {}
}
