package io.serai.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    private static final String ACME = """
            acme:
              url: https://api.acme.test/v1
              dialect: openai
              key: [ACME_API_KEY, ACME_KEY]
              auth: optional
              limits: 30/min, 5 parallel
              headers: { X-Title: Serai }
              first-byte: 2min
              flags: [trial, region-eu]
              models:
                - { id: "rocket:7b", context: 8192, can: [tools, vision], tasks: [code] }
                - { id: anvil }
              checked: 2026-08-01
              source: https://acme.test/limits
            """;

    @Test
    void vendorIsReadWhole() {
        assertThat(read(ACME).vendor("acme")).hasValueSatisfying(acme -> {
            assertThat(acme.url()).isEqualTo("https://api.acme.test/v1");
            assertThat(acme.dialect()).isEqualTo("openai");
            assertThat(acme.keys()).containsExactly("ACME_API_KEY", "ACME_KEY");
            assertThat(acme.auth()).isEqualTo(Auth.OPTIONAL);
            assertThat(acme.limits()).isEqualTo("30/min, 5 parallel");
            assertThat(acme.headers()).containsExactly(Map.entry("X-Title", "Serai"));
            assertThat(acme.firstByte()).isEqualTo(Duration.ofMinutes(2));
            assertThat(acme.flags()).containsExactlyInAnyOrder(Flag.TRIAL, Flag.REGION_EU);
            assertThat(acme.checked()).isEqualTo(LocalDate.of(2026, 8, 1));
            assertThat(acme.source()).isEqualTo("https://acme.test/limits");
        });
    }

    @Test
    void whatIsLeftOutHasADefault() {
        Vendor bare = read("bare: { dialect: openai, checked: 2026-08-01, source: https://bare.test }")
                .vendor("bare")
                .orElseThrow();
        assertThat(bare.url()).isNull();
        assertThat(bare.keys()).isEmpty();
        assertThat(bare.auth()).isEqualTo(Auth.BEARER);
        assertThat(bare.limits()).isEmpty();
        assertThat(bare.firstByte()).isEqualTo(Vendor.FIRST_BYTE);
        assertThat(bare.models()).isEmpty();
    }

    @Test
    void differencesFromTheDialectAreRead() {
        Differences differences =
                read("odd: { dialect: openai, parameters: { a: drop, b: keep, c: d, e: -0.5..2, f: [x, y] }, turns: alternate,"
                                + " thoughts: reasoning, tool-ids: exactly 9, checked: 2026-08-01, source: https://odd.test }")
                        .vendor("odd")
                        .orElseThrow()
                        .differences();
        assertThat(differences.parameters())
                .containsExactly(
                        Map.entry("a", new Rule.Drop()),
                        Map.entry("b", new Rule.Keep()),
                        Map.entry("c", new Rule.Rename("d")),
                        Map.entry("e", new Rule.Range(new BigDecimal("-0.5"), new BigDecimal("2"))),
                        Map.entry("f", new Rule.Words(List.of("x", "y"))));
        assertThat(differences.takes()).containsExactly("b", "d", "e", "f");
        assertThat(differences.turns()).containsExactly(Turn.ALTERNATE);
        assertThat(differences.thoughts()).isEqualTo("reasoning");
        assertThat(differences.toolIds()).isEqualTo(new Differences.ToolIds(9, true));
    }

    @Test
    void modelIsFoundByVendorAndId() {
        Catalog catalog = read(ACME);
        assertThat(catalog.model("acme", "rocket:7b")).hasValueSatisfying(rocket -> {
            assertThat(rocket.context()).isEqualTo(8192);
            assertThat(rocket.can(Capability.VISION)).isTrue();
            assertThat(rocket.can(Capability.EMBEDDING)).isFalse();
            assertThat(rocket.tasks()).containsExactly("code");
        });
        assertThat(catalog.model("acme", "anvil")).map(Model::context).hasValue(Model.UNKNOWN);
        assertThat(catalog.model("acme", "unheard-of")).isEmpty();
        assertThat(catalog.model("unheard-of", "anvil")).isEmpty();
    }

    @Test
    void vendorsOfferingAModelComeInTheFilesOrder() {
        Catalog catalog = read(ACME + ACME.replace("acme:", "emca:"));
        assertThat(catalog.vendorsOffering("anvil")).extracting(Vendor::name).containsExactly("acme", "emca");
        assertThat(catalog.vendorsOffering("unheard-of")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gorq, groq", "Groq, groq", "open-router, openrouter", "olama, ollama", "silicon-flow, siliconflow"})
    void nearestNameIsTheOneMeant(String mistyped, String meant) {
        assertThat(Catalog.shipped().nearest(mistyped)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limits: 30/min, 5 parallel | limit: 30/min | acme.yaml:6: vendor acme: `limit` is no field, did you mean `limits`? Allowed: url,
            can: [tools, vision] | can: [tools, sight] | acme.yaml:11: vendor acme, model: `can` does not know `sight`. Allowed: tools, vision
            flags: [trial, region-eu] | flags: [free] | acme.yaml:9: vendor acme: `flags` does not know `free`. Allowed: trains-on-data,
            auth: optional | auth: basic | acme.yaml:5: vendor acme: `auth` does not know `basic`. Allowed: bearer, optional, none
            context: 8192 | context: 8k | acme.yaml:11: vendor acme, model: `context` must be a number of at least 1, not `8k`
            first-byte: 2min | first-byte: 2 | acme.yaml:8: vendor acme: `first-byte` must be a time in s or min, such as 90s, not `2`
            checked: 2026-08-01 | checked: 1.8.26 | acme.yaml:13: vendor acme: `checked` must be a day, such as 2026-08-01, not `1.8.26`
            dialect: openai | dialect: [openai] | acme.yaml:3: vendor acme: `dialect` must be a text
            dialect: openai | dialect: | acme.yaml:3: vendor acme: `dialect` must be a text
            id: anvil | context: 1 | acme.yaml:12: vendor acme, model: `the entry` lacks `id`
            first-byte: 2min | auth: none | acme.yaml:8: vendor acme: `auth` is there twice
            flags: [trial, region-eu] | parameters: { top_k: 0.. } | acme.yaml:9: vendor acme, parameters: `top_k` must be drop, keep, a range
            flags: [trial, region-eu] | turns: [first] | acme.yaml:9: vendor acme: `turns` does not know `first`. Allowed: no-developer,
            flags: [trial, region-eu] | tool-ids: short | acme.yaml:9: vendor acme: `tool-ids` must be the greatest length, such as 40,
            headers: { X-Title: Serai } | headers: Serai | acme.yaml:7: vendor acme, headers: `the entry` must be a mapping of fields
            """)
    void mistakeIsToldWithFileLineAndWhatIsAllowed(String right, String wrong, String message) {
        assertThatThrownBy(() -> read(ACME.replace(right, wrong)))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''             | acme.yaml:1: catalogue: holds no vendor
            [groq]         | acme.yaml:1: catalogue: `the entry` must be a mapping of fields
            acme: "no end  | acme.yaml: no YAML:
            """)
    void fileThatIsNoCatalogueIsRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(message);
    }

    private static Catalog read(String yaml) {
        return Catalog.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "acme.yaml");
    }
}
