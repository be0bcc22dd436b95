package io.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the shipped route files to Camel's schema and to the house rules for YAML. */
class RouteFilesTest {
    private static final int PAGE = 60;
    private static final JsonSchema CAMEL = JsonSchemaFactory.getInstance(VersionFlag.V4)
            .getSchema(RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

    /** Every language of Camel that runs a program rather than looks something up. */
    private static final Set<String> SCRIPT_LANGUAGES = Set.of(
            "csimple",
            "datasonnet",
            "groovy",
            "java",
            "javascript",
            "joor",
            "jq",
            "js",
            "language",
            "mvel",
            "ognl",
            "python",
            "script",
            "spel",
            "wasm",
            "xquery",
            "xslt");

    /** Names from vendors' wire formats; in YAML they would bind a route to one of them. */
    private static final Pattern VENDOR_WORD = Pattern.compile(
            "\\b(max_tokens|max_completion_tokens|tool_calls|tool_choice|finish_reason|stop_reason|stream_options|top_p"
                    + "|response_format|prompt_tokens|completion_tokens|input_tokens|output_tokens|generationConfig|contents"
                    + "|anthropic-version|x-api-key|x-goog-api-key|authorization|bearer)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SECRET = Pattern.compile(
            "\\b(sk-|gsk_|csk-|nvapi-|ghp_|github_pat_|hf_|AIza)[A-Za-z0-9_-]{8,}|\\b[A-Fa-f0-9]{32,}\\b");

    static List<RouteFile> files() {
        return RouteFile.all();
    }

    static List<RouteFile.Entry> routes() {
        return RouteFile.entries("route");
    }

    @ParameterizedTest
    @MethodSource("files")
    void nameIsOneThatToolsRecognise(RouteFile file) {
        assertThat(file.path().toString()).endsWith(".camel.yaml");
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileIsWhatCamelExpects(RouteFile file) {
        JsonNode tree = new ObjectMapper().valueToTree(file.tree());
        assertThat(CAMEL.validate(tree))
                .filteredOn(wrong -> !isPlaceholder(wrong.getInstanceNode()))
                .extracting(ValidationMessage::getMessage)
                .isEmpty();
    }

    /** Camel takes a placeholder for a value of any type; its schema knows nothing of that. */
    private static boolean isPlaceholder(JsonNode value) {
        return value.isTextual() && value.textValue().matches("\\{\\{.+}}");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void routeHasAnIdAndADescriptionAndIsAtMostAPage(RouteFile.Entry route) {
        assertThat(route.text("id")).isNotBlank();
        assertThat(route.text("description")).as("description").isNotBlank();
        assertThat(route.lines()).as("lines").isLessThanOrEqualTo(PAGE);
    }

    @Test
    void idsAreUnique() {
        Stream<String> ids = Stream.of("route", "routeTemplate", "templatedRoute")
                .flatMap(kind -> RouteFile.entries(kind).stream())
                .map(entry -> entry.text("id") + entry.text("routeId"));
        assertThat(ids.toList()).doesNotContain("").doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("files")
    void noScriptLanguageAndNoJson(RouteFile file) {
        file.forEachScalar((key, value) -> {
            assertThat(SCRIPT_LANGUAGES).as("%s in %s", key, file).doesNotContain(key);
            assertThat(value).as("%s in %s", key, file).doesNotContainPattern("^\\s*[\\[{]\\s*\"");
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void noVendorsWordsAndNoSecrets(RouteFile file) {
        List<String> texts = new ArrayList<>();
        file.forEachScalar((key, value) -> {
            texts.add(key);
            texts.add(value);
        });
        assertThat(texts).noneMatch(VENDOR_WORD.asPredicate()).noneMatch(SECRET.asPredicate());
    }
}
