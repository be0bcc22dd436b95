package io.serai.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What the files of the page weigh and say. */
class PageFilesTest {
    private static final Path FILES = Path.of("src/main/resources/ui");
    private static final Pattern WORD = Pattern.compile("'([a-z0-9][\\w.-]*)':\\s*'");
    private static final Pattern USED = Pattern.compile("\\bt\\('([a-z][\\w.-]*)'[,)]");

    /** What a browser loads until the first view is there. */
    private static final List<String> FIRST = List.of(
            "index.html",
            "page.css",
            "icon.svg",
            "page.js",
            "api.js",
            "text.js",
            "en.js",
            "zh.js",
            "parts.js",
            "quotas.js",
            "lib/preact.js",
            "lib/pico.css");

    private static String text(String name) throws IOException {
        return Files.readString(FILES.resolve(name));
    }

    private static Set<String> words(String name) throws IOException {
        return WORD.matcher(text(name))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theFirstViewWeighsLessThanSixtyKilobytes() throws IOException {
        int bytes = 0;
        for (String name : FIRST) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(Files.readAllBytes(FILES.resolve(name)));
            }
            bytes += packed.size();
        }
        assertThat(bytes).isBetween(10_000, 60_000);
    }

    @Test
    void bothLanguagesHaveTheSameWords() throws IOException {
        assertThat(words("zh.js")).isEqualTo(words("en.js")).hasSizeGreaterThan(150);
    }

    @Test
    void everyWordThatAViewUsesIsThere() throws IOException {
        Set<String> words = words("en.js");
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".js")).toList()) {
                assertThat(USED.matcher(Files.readString(file)).results().map(found -> found.group(1)))
                        .as(file.toString())
                        .isSubsetOf(words);
            }
        }
    }

    @Test
    void nothingIsRunOrRenderedFromText() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContainPattern(
                                "innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\\.write|\\beval\\(|new Function|https?://(?!www\\.w3\\.org)");
            }
        }
    }
}
