package io.serai;

import io.serai.catalog.Capability;
import io.serai.catalog.Model;
import io.serai.catalog.Price;
import io.serai.catalog.Speed;
import io.serai.clients.ClientKey;
import io.serai.provider.Target;
import io.serai.routing.ModelNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM's {@code GET /model/info} for editors that read models and prices there (docs.litellm.ai, "Model management"): an entry for each
 * target, under its own name and under those of its pools. A price is in dollars for a token; what is not known is null.
 */
final class ModelInfo {
    private static final int PER_MILLION = 6;

    private ModelInfo() {}

    /**
     * What a key may ask.
     *
     * @param key null for one that may ask all
     */
    static Map<String, Object> of(ModelNames names, @Nullable ClientKey key) {
        List<Map<String, Object>> data = new ArrayList<>();
        for (String pool : names.pools()) {
            if (key == null || key.mayAskPool(pool)) {
                names.pool(pool).targets().stream()
                        .filter(target -> key == null || key.mayAsk(target.toString(), pool))
                        .forEach(target -> data.add(entry(names, pool, target)));
            }
        }
        for (Target target : names.targets()) {
            if (key == null || key.mayAsk(target.toString(), "")) {
                data.add(entry(names, target.toString(), target));
            }
        }
        return Map.of("data", data);
    }

    private static Map<String, Object> entry(ModelNames names, String name, Target target) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("model_name", name);
        entry.put("litellm_params", Map.of("model", target.toString()));
        entry.put("model_info", info(name, target, names.known(target).orElse(null)));
        return entry;
    }

    private static Map<String, Object> info(String name, Target target, @Nullable Model model) {
        Map<String, Object> info = new LinkedHashMap<>();
        Price price = model == null ? null : model.price();
        info.put("id", name.equals(target.toString()) ? name : name + "/" + target);
        info.put("db_model", false);
        info.put("key", target.model());
        info.put("litellm_provider", target.provider());
        info.put("mode", can(model, Capability.EMBEDDING) ? "embedding" : "chat");
        info.put("max_tokens", known(model == null ? 0 : model.output()));
        info.put("max_input_tokens", known(model == null ? 0 : model.context()));
        info.put("max_output_tokens", known(model == null ? 0 : model.output()));
        info.put("input_cost_per_token", each(price == null ? null : price.in()));
        info.put("output_cost_per_token", each(price == null ? null : price.out()));
        info.put("cache_read_input_token_cost", each(price == null ? null : price.cached()));
        info.put("cache_creation_input_token_cost", each(price == null ? null : price.written()));
        info.put("supports_function_calling", can(model, Capability.TOOLS) || can(model, Capability.TOOLS_UNTHINKING));
        info.put("supports_vision", can(model, Capability.VISION));
        info.put("supports_response_schema", can(model, Capability.JSON));
        info.put("supports_reasoning", can(model, Capability.REASONING));
        info.put("supports_prompt_caching", price != null && price.cached() != null);
        info.put("tasks", model == null ? List.of() : model.tasks());
        info.put(
                "size",
                model == null || model.size() == null ? null : model.size().toString());
        info.put("speed", model == null || model.speed() == null ? null : word(model.speed()));
        return info;
    }

    private static boolean can(@Nullable Model model, Capability capability) {
        return model != null && model.can(capability);
    }

    /** As the catalogue writes it. */
    private static String word(Speed speed) {
        return speed.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Integer known(int tokens) {
        return tokens > 0 ? (Integer) tokens : null;
    }

    private static @Nullable BigDecimal each(@Nullable BigDecimal perMillion) {
        return perMillion == null ? null : perMillion.movePointLeft(PER_MILLION);
    }
}
