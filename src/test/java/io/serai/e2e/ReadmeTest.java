package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.catalog.Catalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells people to type does what it says, on the routes as they are shipped. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @BeforeEach
    void onlyWithoutKeysOfRealVendors() {
        Catalog catalog = Catalog.shipped();
        boolean none = catalog.names().stream()
                .flatMap(name -> catalog.vendor(name).orElseThrow().keys().stream())
                .allMatch(variable -> System.getenv(variable) == null);
        assumeTrue(none && System.getenv("OLLAMA_HOST") == null, "keys of real vendors are set");
    }

    @Test
    void theFirstCurlIsAnsweredAndTheFirstEditTakesEffect() throws Exception {
        String curl = command("curl -i localhost:8080/v1/chat/completions");
        try (RunningSerai serai = RunningSerai.in(directory).asShipped().start()) {
            String first = run(curl, serai);
            assertThat(first).contains("200 OK").contains("x-serai-task: code").contains("x-serai-target: demo/echo");
            assertThat(first).contains("built-in demo");

            Path pools = directory.resolve("routes/pools.camel.yaml");
            String edit = "- to: llm:demo/my-first-edit";
            assertThat(Files.readString(README)).contains("`" + edit + "`");
            String text = Files.readString(pools);
            int firstTarget = text.indexOf("- to: llm:");
            Files.writeString(
                    pools, text.substring(0, firstTarget) + edit + "\n              " + text.substring(firstTarget));
            String again = curl.replace("reverses a list", "sorts a list");
            Eventually.await(
                    "the edit",
                    Duration.ofSeconds(30),
                    () -> serai.serai().revisions().current().number() == 2);
            assertThat(run(again, serai)).contains("x-serai-target: demo/my-first-edit");
        }
    }

    @Test
    void theListHasThePoolsThatTheReadmeNames() throws Exception {
        try (RunningSerai serai = RunningSerai.in(directory).asShipped().start()) {
            String list = serai.get("/v1/models").body();
            for (String name : List.of("auto", "code", "light", "heavy", "vision", "embedding", "demo/echo")) {
                assertThat(list).contains("\"id\":\"" + name + "\"");
            }
        }
    }

    @Test
    void everyFileThatTheReadmeLinksToIsThere() throws IOException {
        List<String> links = Pattern.compile("\\]\\(([^)#:]+)\\)")
                .matcher(Files.readString(README))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(links).isNotEmpty().allMatch(link -> Files.exists(Path.of(link)));
    }

    private static String command(String start) throws IOException {
        return SHELL.matcher(Files.readString(README))
                .results()
                .map((MatchResult block) -> block.group(1).strip())
                .filter(text -> text.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static String run(String command, RunningSerai serai) throws Exception {
        String here =
                command.replace("localhost:8080", "127.0.0.1:" + serai.serai().port());
        Process process = new ProcessBuilder("sh", "-c", here)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(here).isZero();
        return output;
    }
}
