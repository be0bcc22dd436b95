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
              told: { requests: day, tokens: minute }
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
            assertThat(acme.told())
                    .isEqualTo(Map.of(Counted.REQUESTS, Duration.ofDays(1), Counted.TOKENS, Duration.ofMinutes(1)));
            assertThat(acme.refills()).isFalse();
            assertThat(acme.probe()).isEqualTo("/models");
            assertThat(acme.balance()).isNull();
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

    @Test
    void balanceIsAskedWhereTheVendorSays() {
        Vendor bank =
                read("bank: { dialect: openai, balance: { path: /me, field: data.left, currency: CNY, usable: ok, units: 100,"
                                + " least: 0.5 }, probe: https://bank.test/me, refills: true }")
                        .vendor("bank")
                        .orElseThrow();
        assertThat(bank.balance())
                .isEqualTo(new BalanceQuery(
                        "/me", "data.left", "CNY", "ok", new BigDecimal("100"), new BigDecimal("0.5")));
        assertThat(bank.probe()).isEqualTo("https://bank.test/me");
        assertThat(bank.refills()).isTrue();
        assertThat(read("none: { dialect: ollama, probe: none }").vendor("none"))
                .map(Vendor::probe)
                .isEmpty();
        assertThat(read("ollama: { dialect: ollama }").vendor("ollama"))
                .map(Vendor::probe)
                .hasValue("/api/tags");
    }

    @Test
    void modelsHavePricesSizesAndSpeeds() {
        Catalog catalog = read("""
                shop:
                  dialect: openai
                  price: 0
                  models:
                    - { id: free, size: 0.6, speed: fast }
                    - { id: dear, price: { in: 1.25, out: 10, cached: 0.125 }, size: 671 }
                    - { id: vectors, price: { in: 0.02 }, size: medium }
                    - { id: secret, price: unknown }
                """);
        assertThat(catalog.model("shop", "free")).hasValueSatisfying(free -> {
            assertThat(free.price()).isEqualTo(Price.FREE);
            assertThat(free.size()).hasToString("0.6b").extracting(Size::of).isEqualTo(Size.Class.SMALL);
            assertThat(free.speed()).isEqualTo(Speed.FAST);
        });
        assertThat(catalog.model("shop", "dear")).hasValueSatisfying(dear -> {
            assertThat(dear.price())
                    .isEqualTo(new Price(new BigDecimal("1.25"), new BigDecimal("10"), new BigDecimal("0.125")));
            assertThat(dear.size()).extracting(Size::of).isEqualTo(Size.Class.LARGE);
            assertThat(dear.speed()).isNull();
        });
        assertThat(catalog.model("shop", "vectors"))
                .map(Model::price)
                .hasValue(new Price(new BigDecimal("0.02"), BigDecimal.ZERO, null));
        assertThat(catalog.model("shop", "vectors")).map(Model::size).hasToString("Optional[medium]");
        assertThat(catalog.model("shop", "secret")).map(Model::price).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gorq, groq", "Groq, groq", "open-router, openrouter", "olama, ollama", "silicon-flow, siliconflow"})
    void nearestNameIsTheOneMeant(String mistyped, String meant) {
        assertThat(Catalog.shipped().nearest(mistyped)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limits: 30/min, 5 parallel | limit: 30/min | acme.yaml:6: vendor acme: `limit` is no field, did you mean `limits`? Allowed: url,
            can: [tools, vision] | can: [tools, sight] | acme.yaml:12: vendor acme, model: `can` does not know `sight`. Allowed: tools, vision
            flags: [trial, region-eu] | flags: [free] | acme.yaml:10: vendor acme: `flags` does not know `free`. Allowed: trains-on-data,
            auth: optional | auth: basic | acme.yaml:5: vendor acme: `auth` does not know `basic`. Allowed: bearer, optional, none
            context: 8192 | context: 8k | acme.yaml:12: vendor acme, model: `context` must be a number of at least 1, not `8k`
            first-byte: 2min | first-byte: 2 | acme.yaml:9: vendor acme: `first-byte` must be a time in s or min, such as 90s, not `2`
            checked: 2026-08-01 | checked: 1.8.26 | acme.yaml:14: vendor acme: `checked` must be a day, such as 2026-08-01, not `1.8.26`
            dialect: openai | dialect: [openai] | acme.yaml:3: vendor acme: `dialect` must be a text
            dialect: openai | dialect: | acme.yaml:3: vendor acme: `dialect` must be a text
            id: anvil | context: 1 | acme.yaml:13: vendor acme, model: `the entry` lacks `id`
            id: anvil | id: "rocket:7b" | acme.yaml:13: vendor acme, model: `id` appears twice: `rocket:7b`
            id: anvil | id: anvil, price: cheap | acme.yaml:13: vendor acme, model: `price` must be 0, unknown, or dollars
            id: anvil | id: anvil, price: { in: 0,15 } | acme.yaml:13: vendor acme, model, price: `15` is no field
            id: anvil | id: anvil, price: { in: -1 } | acme.yaml:13: vendor acme, model, price: `in` must be a number such as 0.15, not `-1`
            id: anvil | id: anvil, size: hug | acme.yaml:13: vendor acme, model: `size` does not know `hug`. Allowed: small,
            id: anvil | id: anvil, speed: fats | acme.yaml:13: vendor acme, model: `speed` does not know `fats`, did you mean `fast`? Allowed: fast,
            can: [tools, vision] | can: [tols] | acme.yaml:12: vendor acme, model: `can` does not know `tols`, did you mean `tools`? Allowed: tools,
            requests: day | request: day | acme.yaml:7: vendor acme, told: `request` is no field, did you mean `requests`? Allowed: requests, tokens
            requests: day | requests: 1d | acme.yaml:7: vendor acme, told: `requests` does not know `1d`. Allowed: second,
            auth: optional | refills: yes | acme.yaml:5: vendor acme: `refills` must be true or false, not `yes`
            auth: optional | probe: models | acme.yaml:5: vendor acme: `probe` must be a path that begins with /, or a whole URL
            auth: optional | balance: { path: /b } | acme.yaml:5: vendor acme, balance: `the entry` lacks `field`
            auth: optional | balance: { path: /b, field: x, units: 0 } | acme.yaml:5: vendor acme, balance: `units` must be above 0
            first-byte: 2min | auth: none | acme.yaml:9: vendor acme: `auth` appears twice
            flags: [trial, region-eu] | parameters: { top_k: 0.. } | acme.yaml:10: vendor acme, parameters: `top_k` must be drop, keep, a range
            flags: [trial, region-eu] | turns: [first] | acme.yaml:10: vendor acme: `turns` does not know `first`. Allowed: no-developer,
            flags: [trial, region-eu] | tool-ids: short | acme.yaml:10: vendor acme: `tool-ids` must be the greatest length, such as 40,
            headers: { X-Title: Serai } | headers: Serai | acme.yaml:8: vendor acme, headers: `the entry` must be a mapping of fields
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
            acme: "no end  | acme.yaml:1: no YAML:
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
