package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.tools.ToolProvider;
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

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void answersWhereverPropertiesAndRoutesAre() throws Exception {
        copyConfiguration();
        Process process = start();

        HttpResponse<String> answer = ask(address(process), "auto");

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
    void refusesToRunTwiceInOneFolder() throws Exception {
        copyConfiguration();
        Process first = start();
        address(first);

        Process second = start();

        assertThat(onlyLine(second)).contains("Another Serai runs with the folder " + directory.toRealPath() + "/data");
        assertThat(second.waitFor()).isEqualTo(1);
        first.destroyForcibly().waitFor();
        assertThat(address(start())).as("once the first is gone").startsWith("http://");
    }

    @Test
    void answersWhereNeitherTemporaryFilesNorTheBrokersCanBeWritten() throws Exception {
        copyConfiguration();
        Path noFolder = Files.createFile(directory.resolve("tmp"));
        Files.createFile(Files.createDirectory(directory.resolve("data")).resolve("broker"));

        Process process = start(Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + noFolder.resolve("inner")));

        assertThat(ask(address(process), "auto").statusCode()).isEqualTo(200);
        assertThat(logUntil(process, " WARN  Broker ").getLast())
                .endsWith("does not answer, trying on: It does not start: its folder cannot be written");
    }

    @Test
    void tellsItsVersion() throws Exception {
        String version = output(start("--version")).strip();
        assertThat(version).matches("Serai \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        copyConfiguration();
        assertThat(logUntil(start(), "INFO ").getLast()).contains(version + " on Java ");
    }

    @Test
    void tellsWhatItCanDo() throws Exception {
        Process process = start("--help");

        assertThat(output(process)).contains("check [DIR]", "import FILE", "simulate FILE");
        assertThat(process.waitFor()).isZero();
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

    @Test
    void showsWhatRoutesLog() throws Exception {
        copyConfiguration();
        Files.writeString(directory.resolve("routes/told.camel.yaml"), """
                - route:
                    id: pool-told
                    from:
                      uri: direct:pool-told
                      steps:
                        - log: "asked for ${body.model}"
                        - to: log:audit?showBody=false&showBodyType=false
                        - to: llm:demo/echo
                """);
        Process process = start();

        ask(address(process), "told");

        process.toHandle().destroy();
        assertThat(output(process)).contains("INFO  pool-told - asked for told", "INFO  audit - ");
    }

    @Test
    void takesComponentsAndClassesFromTheFolderLib() throws Exception {
        copyConfiguration();
        Files.writeString(directory.resolve("routes/mine.camel.yaml"), """
                - beans:
                    - name: loud
                      type: mine.Loud
                - route:
                    id: pool-loud
                    from:
                      uri: direct:pool-loud
                      steps:
                        - to: mine:quiet
                        - process: { ref: loud }
                """);

        assertThat(output(start("check")))
                .contains("mine.camel.yaml:3", "mine.Loud", "there is no component 'mine'; put its jar and those");

        putIntoLib();
        HttpResponse<String> answer = ask(address(start()), "loud");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(answer.body()).contains("QUIET AND LOUD");
    }

    @Test
    void asksVendorsWhoseCertificateJavaTrusts() throws Exception {
        copyConfiguration();
        Path keys = directory.resolve("keys.p12");
        HttpsServer vendor = overTls(keys);
        try {
            vendorAt("localhost:" + vendor.getAddress().getPort());

            HttpResponse<String> refused = ask(address(start()), "private/model");

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(502);
            assertThat(refused.body()).contains("private cannot be reached safely: its certificate is not trusted");
            stop();

            HttpResponse<String> answer =
                    ask(address(start(Map.of("JAVA_TOOL_OPTIONS", trusting(keys)))), "private/model");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("over TLS");
        } finally {
            vendor.stop(0);
        }
    }

    @Test
    void asksVendorsThroughTheProxyOfTheEnvironment() throws Exception {
        copyConfiguration();
        Path keys = directory.resolve("keys.p12");
        HttpsServer vendor = overTls(keys);
        try (Tunnel proxy = new Tunnel("vendor.example:443", vendor.getAddress(), "me:secret")) {
            vendorAt("vendor.example");
            Process serai = start(Map.of(
                    "JAVA_TOOL_OPTIONS", trusting(keys), "HTTPS_PROXY", "http://me:secret@localhost:" + proxy.port()));

            HttpResponse<String> answer = ask(address(serai), "private/model");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("over TLS");
        } finally {
            vendor.stop(0);
        }
    }

    private void vendorAt(String hostAndPort) throws IOException {
        Files.writeString(directory.resolve("routes/tls.camel.yaml"), """
                - templatedRoute:
                    routeTemplateRef: provider
                    routeId: private
                    parameters:
                      - { name: name, value: private }
                      - { name: vendor, value: openai-compatible }
                      - { name: url, value: "https://%s/v1" }
                      - { name: keys, value: key }
                """.formatted(hostAndPort));
    }

    private static String trusting(Path keys) {
        return "-Djavax.net.ssl.trustStore=" + keys + " -Djavax.net.ssl.trustStorePassword=secret";
    }

    /** A vendor with a certificate of its own, which is also put into a file. */
    private static HttpsServer overTls(Path keys) throws Exception {
        Process keytool = new ProcessBuilder(
                        JAVA.resolveSibling("keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "vendor",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,dns:vendor.example",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        "secret")
                .redirectErrorStream(true)
                .start();
        assertThat(output(keytool)).doesNotContain("error");
        KeyStore store = KeyStore.getInstance(keys.toFile(), "secret".toCharArray());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        byte[] answer = """
                {"id":"1","object":"chat.completion","created":1,"model":"model","choices":[
                 {"index":0,"message":{"role":"assistant","content":"over TLS"},"finish_reason":"stop"}]}
                """.getBytes(StandardCharsets.UTF_8);
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Compiles a component {@code mine:} and a processor into a jar. */
    private void putIntoLib() throws IOException {
        Path source = directory.resolve("mine/Loud.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, """
                package mine;

                import java.util.Map;
                import org.apache.camel.*;
                import org.apache.camel.support.*;

                public class Loud implements Processor {
                    public void process(Exchange exchange) {
                        throw new io.serai.provider.OutageException(
                            io.serai.chat.Outcome.ERROR, exchange.getVariable("said", String.class).toUpperCase() + " AND LOUD", true, null, null);
                    }

                    public static class Mine extends DefaultComponent {
                        protected Endpoint createEndpoint(String uri, String said, Map<String, Object> parameters) {
                            return new ProcessorEndpoint(uri, this, exchange -> exchange.setVariable("said", said));
                        }
                    }
                }
                """);
        Path classes = Files.createDirectory(directory.resolve("classes"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(failed).isZero();
        Path service = classes.resolve("META-INF/services/org/apache/camel/component/mine");
        Files.createDirectories(service.getParent());
        Files.writeString(service, "class=mine.Loud$Mine");
        Path jar = Files.createDirectory(directory.resolve("lib")).resolve("mine.jar");
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.toList()) {
                Path there = zip.getPath("/" + classes.relativize(file));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, there);
                } else if (!Files.exists(there)) {
                    Files.createDirectory(there);
                }
            }
        }
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
        return start(Map.of(), words);
    }

    private Process start(Map<String, String> environment, String... words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(JAVA.toString(), "-Dserai.http.port=0", "-jar", System.getProperty("serai.jar")));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
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

    /** What is logged from now on up to a line that contains something. */
    private static List<String> logUntil(Process process, String wanted) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            lines.add(line);
            if (line.contains(wanted)) {
                assertThat(lines).noneMatch(any -> any.startsWith("\tat "));
                return lines;
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

    private static HttpResponse<String> ask(String address, String model) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString("""
                        {"model":"%s","messages":[{"role":"user","content":"Write a function that reverses a list"}]}
                        """.formatted(model)))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
