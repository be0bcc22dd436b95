package io.serai.ops;

import io.serai.chat.ChatException;
import io.serai.chat.RejectedException;
import io.serai.dialect.ServerDialect;
import io.serai.dialect.ServerDialect.ModelEntry;
import io.serai.routing.ModelNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The step that lists what may stand in a model field: pools and aliases, then targets. */
public final class ModelList implements Processor {
    private static final String PATH = "/v1/models";

    private final ServerDialect dialect;
    private final Supplier<ModelNames> names;

    public ModelList(ServerDialect dialect, Supplier<ModelNames> names) {
        this.dialect = dialect;
        this.names = names;
    }

    @Override
    public void process(Exchange exchange) {
        String path = exchange.getMessage().getHeader(Exchange.HTTP_PATH, PATH, String.class);
        String id = path.length() > PATH.length() + 1 ? path.substring(PATH.length() + 1) : "";
        int status = 200;
        byte[] body;
        try {
            body = id.isEmpty() ? dialect.writeModels(entries()) : dialect.writeModel(entry(id));
        } catch (ChatException e) {
            status = e.status();
            body = dialect.writeError(e);
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setBody(ByteBuffer.wrap(body));
    }

    private List<ModelEntry> entries() {
        List<ModelEntry> entries = new ArrayList<>();
        entries.add(new ModelEntry("auto", "serai"));
        names.get().pools().forEach(pool -> entries.add(new ModelEntry(pool, "serai")));
        names.get().targets().forEach(target -> entries.add(new ModelEntry(target.toString(), target.provider())));
        return entries;
    }

    private ModelEntry entry(String id) {
        return entries().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(() -> RejectedException.modelNotFound(
                        "Unknown model '" + id + "'. GET /v1/models lists what there is."));
    }
}
