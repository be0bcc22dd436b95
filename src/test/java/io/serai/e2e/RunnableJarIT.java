package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar target/serai.jar} in a directory of its own. */
@Timeout(60)
class RunnableJarIT {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Pattern READY = Pattern.compile("Serai answers on (http://127\\.0\\.0\\.1:\\d+) ");

    @TempDir
    private Path directory;

    private @Nullable Process serai;

    @AfterEach
    void stop() {
        if (serai != null) {
            serai.destroyForcibly();
        }
    }

    @Test
    void answersWhereverPropertiesAndRoutesAre() throws Exception {
        copyConfiguration();
        Process process = start();

        HttpResponse<String> answer = ask(address(process));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"chat.completion\"");
        assertThat(answer.headers().firstValue("x-serai-target")).hasValue("demo/echo");
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as("stops when told to")
                .isTrue();
    }

    @Test
    void saysThatThereAreNoRoutes() throws Exception {
        Process process = start();

        assertThat(onlyLine(process)).contains("There is no folder routes in " + directory.toRealPath());
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void saysWhereARouteIsWrong() throws Exception {
        copyConfiguration();
        Files.writeString(directory.resolve("routes/wrong.camel.yaml"), """
                - route:
                    id: wrong
                    from:
                      uri: direct:wrong
                      steps:
                        - throtle: {}
                """);
        Process process = start();

        assertThat(onlyLine(process)).contains("routes/wrong.camel.yaml:6", "throtle");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void saysWhereAScenarioIsWrong() throws Exception {
        Files.writeString(directory.resolve("play.yaml"), """
                vendors:
                  - name: one
                    dialekt: openai
                """);
        Process process = start("simulate", "play.yaml");

        assertThat(onlyLine(process)).contains("play.yaml:3 dialekt", "did you mean 'dialect'?");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private void copyConfiguration() throws IOException {
        Files.copy(Path.of("application.properties"), directory.resolve("application.properties"));
        Path routes = Path.of("routes");
        try (Stream<Path> files = Files.walk(routes)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve("routes").resolve(routes.relativize(file)));
            }
        }
    }

    /** Starts the jar with no key of any provider in its environment. */
    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(JAVA.toString(), "-Dserai.http.port=0", "-jar", System.getProperty("serai.jar")));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        serai = builder.start();
        return serai;
    }

    /** Waits until the log says that Serai answers, and where. */
    private static String address(Process process) throws IOException {
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                return ready.group(1);
            }
        }
        throw new AssertionError("Serai ended with " + process.exitValue());
    }

    /** The one entry in the log of a process that ends, with the lines that belong to it. */
    private static String onlyLine(Process process) throws IOException {
        List<String> log = process.inputReader()
                .lines()
                .filter(line -> !line.startsWith("WARNING: "))
                .toList();
        String entry = String.join("\n", log);
        assertThat(entry).containsOnlyOnce(" ERROR ").doesNotContain("\tat ", "Exception");
        return entry;
    }

    private static HttpResponse<String> ask(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString("""
                        {"model":"auto","messages":[{"role":"user","content":"Write a function that reverses a list"}]}
                        """))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
