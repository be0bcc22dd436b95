package io.serai.routing;

import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.RejectedException;
import io.serai.embedding.EmbeddingRequest;
import io.serai.provider.Target;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step that finds out what a request is for. It sets the variables {@code task} (the pool that shall answer), {@code complexity}
 * (0 to 1) and, where the client has named a model rather than a pool, {@code target}.
 */
public final class TaskRouter implements Processor {
    private final Classifier classifier = new Classifier();
    private final Supplier<ModelNames> names;

    /** @param names what the routes offer; asked for once they have started */
    public TaskRouter(Supplier<ModelNames> names) {
        this.names = names;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getProperty(Call.PROPERTY, Call.class);
        Object request = exchange.getMessage().getBody();
        String model = switch (request) {
            case ChatRequest chat -> chat.model();
            case EmbeddingRequest embedding -> embedding.model();
            default ->
                throw new IllegalArgumentException(
                        "The body is no request but " + request.getClass().getSimpleName());
        };
        Classification found = request instanceof ChatRequest chat
                ? classifier.classify(chat)
                : new Classification(Classification.EMBEDDING, 0);
        exchange.setVariable("complexity", found.complexity());
        String wished = call.wishes().task();
        if (!wished.isEmpty()) {
            choose(exchange, call, pool(wished));
        } else if (model.equals(ChatRequest.AUTO)) {
            choose(exchange, call, found.task());
        } else if (names.get().isPool(model)) {
            choose(exchange, call, model);
        } else {
            List<Target> targets = names.get().named(model);
            exchange.setVariable(
                    "target", targets.stream().map(Target::toString).collect(Collectors.joining(",")));
            choose(exchange, call, found.task());
        }
    }

    private String pool(String wished) {
        if (!names.get().isPool(wished)) {
            throw RejectedException.badRequest(
                    "The header x-serai-task names no pool; there are "
                            + String.join(", ", names.get().pools()) + '.',
                    null);
        }
        return wished;
    }

    private static void choose(Exchange exchange, Call call, String task) {
        exchange.setVariable("task", task);
        call.task(task);
    }
}
