package io.serai.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Holds the shipped pools and providers to the catalogue and to Camel's schema. */
class ShippedRoutesTest {
    private static final Catalog SHIPPED = Catalog.shipped();
    private static final Pattern TARGET = Pattern.compile("llm:([^/]+)/(.+)");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{env:(\\w+):}}");

    @ParameterizedTest
    @ValueSource(strings = {"pools", "providers"})
    void fileIsWhatCamelExpects(String name) throws IOException {
        try (InputStream schema = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonSchema camel =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
            assertThat(camel.validate(load(name))).isEmpty();
        }
    }

    static List<Map.Entry<String, List<String>>> pools() throws IOException {
        Map<String, List<String>> pools = new LinkedHashMap<>();
        for (JsonNode entry : load("pools")) {
            JsonNode steps = entry.at("/route/from/steps/0/loadBalance/steps");
            pools.put(entry.at("/route/id").asText(), steps.findValuesAsText("to"));
        }
        return List.copyOf(pools.entrySet());
    }

    @Test
    void thereIsAPoolForEveryTask() throws IOException {
        assertThat(pools())
                .extracting(Map.Entry::getKey)
                .containsExactly("pool-code", "pool-light", "pool-heavy", "pool-vision", "pool-embedding");
    }

    @ParameterizedTest
    @MethodSource("pools")
    void poolNamesModelsThatCanDoItsTaskAndEndsWithTheDemo(Map.Entry<String, List<String>> pool) {
        List<String> targets = pool.getValue();
        assertThat(targets).doesNotHaveDuplicates();
        assertThat(targets.getLast())
                .isEqualTo(pool.getKey().equals("pool-embedding") ? "llm:demo/embed" : "llm:demo/echo");
        for (String target : targets.subList(0, targets.size() - 1)) {
            Matcher parts = TARGET.matcher(target);
            assertThat(parts.matches()).as(target).isTrue();
            assertThat(SHIPPED.model(parts.group(1), parts.group(2))).as(target).hasValueSatisfying(model -> {
                assertThat(model.can(Capability.EMBEDDING))
                        .isEqualTo(pool.getKey().equals("pool-embedding"));
                assertThat(model.can(Capability.VISION) || !pool.getKey().equals("pool-vision"))
                        .isTrue();
            });
        }
    }

    @Test
    void everyPooledProviderIsConfigured() throws IOException {
        List<String> configured = load("providers").findValuesAsText("routeId");
        for (Map.Entry<String, List<String>> pool : pools()) {
            pool.getValue().subList(0, pool.getValue().size() - 1).forEach(target -> {
                String provider = target.substring(4, target.indexOf('/'));
                assertThat(configured).contains(provider);
                assertThat(SHIPPED.vendor(provider).orElseThrow().has(Flag.RETIRED))
                        .isFalse();
            });
        }
    }

    @Test
    void everyProviderIsAVendorAndTakesItsKeyFromItsVariable() throws IOException {
        for (JsonNode entry : load("providers")) {
            JsonNode template = entry.get("templatedRoute");
            Map<String, String> parameters = new LinkedHashMap<>();
            template.get("parameters")
                    .forEach(it -> parameters.put(
                            it.get("name").asText(), it.get("value").asText()));
            String name = template.get("routeId").asText();
            assertThat(parameters).containsEntry("name", name);
            assertThat(SHIPPED.vendor(name)).as(name).hasValueSatisfying(vendor -> {
                Matcher variable = VARIABLE.matcher(parameters.getOrDefault("keys", ""));
                assertThat(variable.matches() ? vendor.keys().subList(0, 1) : List.of(variable(vendor)))
                        .containsExactly(variable(vendor));
            });
        }
    }

    /** In which variable its key is looked for. */
    private static String variable(Vendor vendor) {
        assertThat(vendor.auth() == Auth.BEARER && vendor.keys().isEmpty())
                .as(vendor.name())
                .isFalse();
        return vendor.keys().isEmpty() ? "" : vendor.keys().getFirst();
    }

    private static JsonNode load(String name) throws IOException {
        String yaml = Files.readString(Path.of("routes", name + ".camel.yaml"));
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return new ObjectMapper().valueToTree(tree);
    }
}
