package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.clients.ClientsFile;
import io.serai.demo.simulator.Scenario;
import io.serai.settings.KnownSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of README and docs runs when it is pasted beside the shipped routes. */
class DocumentedExamplesTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```");
    private static final Pattern ROUTES =
            Pattern.compile("(?m)\\A(#.*\\n)*- (route|beans|templatedRoute|routeTemplate|routeConfiguration)\\b");
    private static final Pattern SETTING =
            Pattern.compile("`(serai\\.[a-z][a-z.-]*[a-z])(?: ?=[^`]*)?`|-D(serai\\.[a-z.-]*[a-z])=");
    private static final Set<String> COMMANDS =
            Set.of("check", "import", "simulate", "key", "replay", "run", "usage", "export", "prompts", "help");

    /** Not settings, but properties for routes, and files. */
    private static final Set<String> OTHERS = Set.of("serai.dir", "serai.jar", "serai.jsa");

    @TempDir
    Path directory;

    private record Block(Path file, int line, String language, String text) {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    @Test
    void yamlIsLoadedBesideTheShippedRoutes() throws Exception {
        RunningSerai.Setup setup = RunningSerai.in(directory).asShipped().with("serai.broker.enabled", "false");
        int count = 0;
        StringBuilder catalog = new StringBuilder();
        for (Block block : blocks("yaml")) {
            count++;
            String text = block.text();
            if (ROUTES.matcher(text).find()) {
                setup.file("routes/example" + count + ".camel.yaml", text);
            } else if (text.startsWith("- ")) {
                setup.file("routes/example" + count + ".camel.yaml", pool(count, text));
            } else if (text.contains("scrape_configs:")) {
                assertThat(text).as("%s is for Prometheus", block).contains("static_configs:");
            } else if (text.startsWith("everybody:") || text.startsWith("keys:")) {
                assertThat(ClientsFile.read(
                                        text.getBytes(StandardCharsets.UTF_8),
                                        InstantSource.system(),
                                        name -> "what the variable " + name + " holds")
                                .mistakes())
                        .isEmpty();
            } else {
                catalog.append(text);
            }
        }
        assertThat(count).isGreaterThan(8);
        setup.file("catalog.yaml", catalog.toString());
        try (RunningSerai serai = setup.start()) {
            serai.serai().revisions().checkFirst();
            assertThat(serai.serai().revisions().standing()).isEmpty();
            assertThat(serai.get("/v1/models").body()).contains("careful", "teams", "demo/echo");
            assertThat(serai.post("/ask", "Hello").headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Commands.run(new String[] {"check", directory.toString()}, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("routes and application.properties are fine\n");
    }

    /** The steps, where the documents say that they may be pasted: in a pool before its targets. */
    private static String pool(int number, String steps) {
        String route = "- route:\n    id: example%d\n    from:\n      uri: direct:pool-example%d\n      steps:\n"
                .formatted(number, number);
        boolean balances = steps.contains("loadBalance");
        return route + steps.indent(8) + (balances ? "" : "        - to: llm:demo/echo\n");
    }

    @Test
    void settingsThatAreNamedAreThere() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Path file : documents()) {
            for (MatchResult name :
                    SETTING.matcher(Files.readString(file)).results().toList()) {
                String setting = name.group(1) == null ? name.group(2) : name.group(1);
                if (!KnownSettings.byName().containsKey(setting) && !OTHERS.contains(setting)) {
                    unknown.add(file + " " + setting);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void propertiesAreSettings() throws IOException {
        for (Block block : blocks("properties")) {
            assertThat(io.serai.settings.Settings.read(
                                    block.text().getBytes(StandardCharsets.UTF_8), io.serai.settings.Overrides.NONE)
                            .valueMistakes())
                    .as("%s", block)
                    .isEmpty();
        }
    }

    @Test
    void commandsAreCommands() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Block block :
                Stream.concat(blocks("sh").stream(), blocks("bash").stream()).toList()) {
            Matcher command = Pattern.compile("(?:serai\\.jar|io\\.serai\\.Serai) ([a-z]\\S*)(?: (docs/\\S+?))?[\"\\s]")
                    .matcher(block.text());
            while (command.find()) {
                boolean there = command.group(2) == null || Files.exists(Path.of(command.group(2)));
                if (!COMMANDS.contains(command.group(1)) || !there) {
                    wrong.add(block + " " + command.group());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(Scenario.read(Path.of("docs/simulator.yaml")).vendors()).isNotEmpty();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    private static List<Block> blocks(String language) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path file : documents()) {
            String text = Files.readString(file);
            BLOCK.matcher(text)
                    .results()
                    .filter(it -> it.group(1).equals(language))
                    .forEach(it -> blocks.add(new Block(
                            file,
                            (int) text.substring(0, it.start())
                                            .chars()
                                            .filter(c -> c == '\n')
                                            .count()
                                    + 1,
                            language,
                            it.group(2))));
        }
        return blocks;
    }
}
