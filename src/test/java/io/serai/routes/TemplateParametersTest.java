package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares what templates declare with what is given to them: Camel does not notice a parameter that no template has. */
class TemplateParametersTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

    static List<RouteFile.Entry> templates() {
        return RouteFile.entries("routeTemplate");
    }

    static List<RouteFile.Entry> templatedRoutes() {
        return RouteFile.entries("templatedRoute");
    }

    @ParameterizedTest
    @MethodSource("templatedRoutes")
    void entryGivesItsTemplateNothingUnknownAndAllThatItNeeds(RouteFile.Entry entry) {
        RouteFile.Entry template = templates().stream()
                .filter(it -> it.text("id").equals(entry.text("routeTemplateRef")))
                .findFirst()
                .orElseThrow();
        Set<String> given = names(entry, parameter -> true);
        assertThat(names(template, parameter -> true)).as("declared parameters").containsAll(given);
        assertThat(given).as("given parameters").containsAll(names(template, it -> !it.containsKey("defaultValue")));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void parameterHasADescription(RouteFile.Entry template) {
        assertThat(template.text("description")).isNotBlank();
        assertThat(template.parameters())
                .allSatisfy(it -> assertThat(it.get("description")).isInstanceOf(String.class));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyParameterIsUsedAndEveryPlaceholderDeclared(RouteFile.Entry template) {
        Set<String> used = PLACEHOLDER
                .matcher(template.content().toString())
                .results()
                .map(MatchResult::group)
                .map(it -> it.substring(2, it.length() - 2))
                .collect(Collectors.toSet());
        Set<String> declared = names(template, parameter -> true);
        declared.addAll(beans(template));
        assertThat(used).isEqualTo(declared);
    }

    private static Set<String> names(RouteFile.Entry entry, Predicate<Map<?, ?>> which) {
        return entry.parameters().stream()
                .filter(which)
                .map(it -> (String) it.get("name"))
                .collect(Collectors.toSet());
    }

    private static Set<String> beans(RouteFile.Entry template) {
        return template.content().get("beans") instanceof List<?> beans
                ? beans.stream()
                        .map(it -> (String) ((Map<?, ?>) it).get("name"))
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
