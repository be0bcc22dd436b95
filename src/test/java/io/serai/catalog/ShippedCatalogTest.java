package io.serai.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every vendor that comes with Serai to the rules at the top of vendors.yaml. */
class ShippedCatalogTest {
    private static final Catalog SHIPPED = Catalog.shipped();
    private static final Set<String> DIALECTS =
            Set.of("openai", "responses", "anthropic", "gemini", "ollama", "dashscope", "zhipu", "cohere");
    private static final Pattern LIMIT = Pattern.compile(
            "([1-9]\\d* parallel|[1-9]\\d*( tokens)?/(\\d+s|s|min|h|day|week|month)(@(?<zone>UTC|[A-Za-z_]+/[A-Za-z_]+))?)"
                    + "( per model| for \\S+)?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

    static Collection<Vendor> vendors() {
        return SHIPPED.names().stream()
                .flatMap(name -> SHIPPED.vendor(name).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void urlIsThereAndSafe(Vendor vendor) {
        String url = vendor.url();
        if (vendor.has(Flag.OWN_URL)) {
            assertThat(url).isNull();
            return;
        }
        assertThat(url).isNotNull().doesNotEndWith("/");
        URI uri = URI.create(url);
        assertThat(uri.getHost()).isNotNull();
        assertThat(uri.getScheme()).isEqualTo(vendor.has(Flag.LOCAL) ? "http" : "https");
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void dialectIsOneOfSerais(Vendor vendor) {
        assertThat(DIALECTS).contains(vendor.dialect());
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void keyIsAnEnvironmentVariable(Vendor vendor) {
        assertThat(vendor.keys()).allMatch(VARIABLE.asMatchPredicate());
        assertThat(vendor.auth() == Auth.BEARER && vendor.keys().isEmpty()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void limitsAreWellFormed(Vendor vendor) {
        for (String limit :
                vendor.limits().isEmpty() ? new String[0] : vendor.limits().split(", ", -1)) {
            Matcher matcher = LIMIT.matcher(limit);
            assertThat(matcher.matches()).as(limit).isTrue();
            if (matcher.group("zone") != null) {
                assertThat(ZoneId.getAvailableZoneIds()).contains(matcher.group("zone"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void sourceAndDayAreTrue(Vendor vendor) {
        assertThat(vendor.checked())
                .isBetween(
                        LocalDate.of(2026, 1, 1), LocalDate.now(ZoneOffset.UTC).plusDays(1));
        assertThat(URI.create(vendor.source()).getHost()).isNotNull();
        assertThat(vendor.source()).startsWith("https://");
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void paidVendorsHaveNoFreeModels(Vendor vendor) {
        if (vendor.has(Flag.PAID)) {
            assertThat(vendor.models())
                    .noneMatch(model -> model.price() != null && model.price().isFree());
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void resetOfAWindowIsExplainedOnlyWhereTheWindowIsKnown(Vendor vendor) {
        assertThat(vendor.refills() && vendor.told().isEmpty()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void keyGoesToNobodyButItsVendor(Vendor vendor) {
        String url = vendor.url();
        BalanceQuery balance = vendor.balance();
        for (String address : Stream.of(vendor.probe(), balance == null ? null : balance.path())
                .filter(it -> it != null && !it.startsWith("/"))
                .toList()) {
            assertThat(domain(address)).isEqualTo(domain(String.valueOf(url)));
        }
    }

    private static String domain(String url) {
        String[] parts = URI.create(url).getHost().split("\\.");
        return parts[parts.length - 2];
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void modelsAreListedOnce(Vendor vendor) {
        assertThat(vendor.models()).extracting(Model::id).doesNotHaveDuplicates();
        if (vendor.has(Flag.RETIRED)) {
            assertThat(vendor.models()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void embeddingModelsDoNothingElse(Vendor vendor) {
        assertThat(vendor.models().stream().filter(model -> model.can(Capability.EMBEDDING)))
                .allMatch(model -> model.can().size() == 1);
    }

    @Test
    void everyModelOfTheThirteenSaysWhatItCan() {
        Stream<Model> models = SHIPPED.names().stream()
                .limit(13)
                .flatMap(name -> SHIPPED.vendor(name).stream())
                .flatMap(vendor -> vendor.models().stream());
        assertThat(models).isNotEmpty().noneMatch(model -> model.can().isEmpty());
    }
}
