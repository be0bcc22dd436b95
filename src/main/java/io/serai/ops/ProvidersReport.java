package io.serai.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import io.serai.dialect.Json;
import io.serai.provider.balance.Known;
import io.serai.provider.refusal.Lessons.Learned;
import io.serai.provider.view.ProviderView;
import io.serai.provider.view.ProviderView.About;
import io.serai.provider.view.ProviderView.KeyRest;
import io.serai.provider.view.ProviderView.KeyView;
import io.serai.provider.view.ProviderView.ModelView;
import io.serai.provider.view.ProviderView.WindowView;
import io.serai.quota.Limit;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The state of all providers as JSON: their keys by alias, what is left of each limit, how their models do. */
public final class ProvidersReport {
    private final Supplier<@Nullable Serving> serving;

    /** @param serving what serves now; null while nothing does */
    public ProvidersReport(Supplier<@Nullable Serving> serving) {
        this.serving = serving;
    }

    /** The report of this moment. */
    public byte[] json() {
        return json(false);
    }

    /** The same without what changes with the clock alone, so that two reports differ only if something has happened. */
    public byte[] happened() {
        return json(true);
    }

    private byte[] json(boolean happened) {
        Serving now = serving.get();
        List<ProviderView> providers = now == null ? List.of() : now.providers().all();
        return Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("providers");
            for (ProviderView provider : providers) {
                provider(json, provider, happened);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void provider(JsonGenerator json, ProviderView provider, boolean happened) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", provider.name());
        json.writeStringField("vendor", provider.vendor());
        about(json, provider.about());
        json.writeBooleanField("on", provider.on());
        json.writeStringField("breaker", provider.breaker());
        moment(json, "breakerUntil", provider.breakerUntil());
        json.writeArrayFieldStart("keys");
        for (KeyView key : provider.keys()) {
            key(json, key, happened);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("models");
        for (ModelView model : provider.models()) {
            model(json, model);
        }
        json.writeEndArray();
        if (!provider.learned().isEmpty()) {
            learned(json, provider.learned());
        }
        json.writeEndObject();
    }

    /** What the catalogue says of its vendor. */
    private static void about(JsonGenerator json, About about) throws IOException {
        json.writeArrayFieldStart("flags");
        for (String flag : about.flags()) {
            json.writeString(flag);
        }
        json.writeEndArray();
        if (!about.source().isEmpty()) {
            json.writeStringField("source", about.source());
        }
        if (about.checked() != null) {
            json.writeStringField("checked", about.checked().toString());
        }
    }

    /** What its vendor has refused, and is not sent any more. */
    private static void learned(JsonGenerator json, Map<String, List<Learned>> byModel) throws IOException {
        json.writeArrayFieldStart("refused");
        for (Map.Entry<String, List<Learned>> model : byModel.entrySet()) {
            for (Learned one : model.getValue()) {
                json.writeStartObject();
                json.writeStringField("model", model.getKey());
                json.writeStringField("sent", one.lesson().inWords());
                moment(json, "until", one.until());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void key(JsonGenerator json, KeyView key, boolean happened) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", key.alias());
        json.writeStringField("state", key.state());
        json.writeStringField("why", key.why());
        moment(json, "since", key.since());
        moment(json, "until", key.until());
        json.writeNumberField("running", key.running());
        Known balance = key.balance();
        if (balance != null) {
            json.writeStringField("balance", balance.balance().toString());
            if (balance.lasts() != null) {
                json.writeNumberField("balanceLastsSeconds", balance.lasts().toSeconds());
            }
            moment(json, "balanceAskedAgain", balance.askedAgain());
        }
        json.writeObjectFieldStart("models");
        for (Map.Entry<String, KeyRest> entry : key.forModels().entrySet()) {
            KeyRest rest = entry.getValue();
            json.writeObjectFieldStart(entry.getKey());
            json.writeStringField("state", rest.state());
            json.writeStringField("why", rest.why());
            moment(json, "since", rest.since());
            moment(json, "until", rest.until());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeArrayFieldStart("limits");
        for (WindowView window : key.windows()) {
            json.writeStartObject();
            json.writeStringField("limit", window.name());
            if (window.told() || window.limit().models().equals(Limit.EACH)) {
                json.writeStringField("model", window.models());
            }
            json.writeNumberField("left", window.left());
            if (window.amount() > 0) {
                json.writeNumberField("of", window.amount());
            }
            boolean whole = window.amount() > 0 && window.left() >= window.amount();
            // Of a window in which nothing is used, all is back now.
            if (!happened || !whole) {
                moment(json, "allBackAt", window.anew());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void model(JsonGenerator json, ModelView model) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", model.id());
        long calls = model.answered() + model.failed();
        json.writeNumberField("calls", calls);
        if (calls > 0) {
            json.writeNumberField("successRate", Math.round(1000.0 * model.answered() / calls) / 1000.0);
        }
        Double first = model.firstMillis();
        if (first != null) {
            json.writeNumberField("firstMillis", Math.round(first));
        }
        if (!model.why().isEmpty()) {
            json.writeStringField("lastFailure", model.why());
        }
        moment(json, "restsUntil", model.until());
        json.writeEndObject();
    }

    private static void moment(JsonGenerator json, String name, @Nullable Instant moment) throws IOException {
        if (moment != null) {
            json.writeStringField(name, moment.toString());
        }
    }
}
