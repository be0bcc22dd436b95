package io.serai;

import io.serai.wire.FakeVendor;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A running Serai with the shipped routes in a folder of its own, on a port of its own. Only the providers and pools are the test's: fake
 * vendors in place of real ones.
 */
public final class RunningSerai implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path directory;
    private final Serai serai;

    private RunningSerai(Path directory, Serai serai) {
        this.directory = directory;
        this.serai = serai;
    }

    /** Begins to set one up in an empty folder. */
    public static Setup in(Path directory) {
        return new Setup(directory);
    }

    /** Starts one in a folder that has all its files. */
    public static RunningSerai startedIn(Path directory) {
        return startedIn(directory, InstantSource.system());
    }

    private static RunningSerai startedIn(Path directory, InstantSource clock) {
        return new RunningSerai(directory, Serai.start(directory, clock));
    }

    public Path directory() {
        return directory;
    }

    public Serai serai() {
        return serai;
    }

    /** Does what is due by a clock of the test's own; by the system's it is done anyway. */
    public void look() {
        serai.look();
    }

    /** Connections to its broker, as its routes have them. */
    public ConnectionFactory connections() {
        return serai.revisions()
                .current()
                .context()
                .getRegistry()
                .lookupByNameAndType("broker", ConnectionFactory.class);
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + serai.port() + path);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    /** Asks one question of a model, whole. */
    public HttpResponse<String> ask(String model, String question) {
        return post("/v1/chat/completions", chat(model, question, false));
    }

    /** Asks the pool {@code light} with a client key. */
    public HttpResponse<String> askAs(String key, String question) {
        return post("/v1/chat/completions", chat("light", question, false), "authorization", "Bearer " + key);
    }

    /** Asks one question of a model, streamed. */
    public HttpResponse<String> stream(String model, String question) {
        return post("/v1/chat/completions", chat(model, question, true));
    }

    public static String chat(String model, String question, boolean stream) {
        return "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(model, stream, question);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops as a SIGTERM lets it: when what runs has ended. */
    public void stop() {
        serai.stop();
    }

    @Override
    public void close() {
        serai.close();
    }

    /** What one is set up with. */
    public static final class Setup {
        private final Path directory;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private final StringBuilder providers = new StringBuilder();
        private final Map<String, List<String>> pools = new LinkedHashMap<>();
        private final Map<String, String> files = new LinkedHashMap<>();
        private InstantSource clock = InstantSource.system();

        private Setup(Path directory) {
            this.directory = directory;
            settings.put("serai.http.port", "0");
            settings.put("serai.broker.enabled", "false");
            settings.put("serai.log.requests", "off");
            settings.put("serai.ledger.enabled", "false");
            // An edit is loaded after two looks.
            settings.put("serai.watch", "100ms");
            for (String task : List.of("code", "light", "heavy", "vision", "embedding")) {
                pools.put(task, new ArrayList<>());
            }
        }

        public Setup with(String setting, String value) {
            settings.put(setting, value);
            return this;
        }

        /** Lets it live by another clock than the system's; what is due then is done when the test lets it {@link RunningSerai#look}. */
        public Setup clock(InstantSource other) {
            clock = other;
            return this;
        }

        /** Adds a file. */
        public Setup file(String path, String text) {
            files.put(path, text);
            return this;
        }

        /** Lets it consume from its broker, which starts at once. */
        public Setup broker() {
            return with("serai.broker.enabled", "true").with("serai.broker.delay", "0");
        }

        /** Adds a provider at a fake vendor. Parameters are names and values of the provider template, in turn. */
        public Setup provider(String name, FakeVendor vendor, String... parameters) {
            return provider(name, vendor.url(), parameters);
        }

        public Setup provider(String name, String url, String... parameters) {
            providers
                    .append("- templatedRoute:\n    routeTemplateRef: provider\n    routeId: ")
                    .append(name)
                    .append("\n    parameters:\n");
            parameter("name", name);
            parameter("url", url);
            for (int i = 0; i < parameters.length; i += 2) {
                parameter(parameters[i], parameters[i + 1]);
            }
            return this;
        }

        private void parameter(String name, String value) {
            providers
                    .append("      - { name: ")
                    .append(name)
                    .append(", value: \"")
                    .append(value)
                    .append("\" }\n");
        }

        /** Sets the targets of a pool, best first. */
        public Setup pool(String name, String... targets) {
            pools.put(name, List.of(targets));
            return this;
        }

        /** Leaves the providers and pools as they are shipped. */
        public Setup asShipped() {
            pools.clear();
            return this;
        }

        public RunningSerai start() {
            write();
            return startedIn(directory, clock);
        }

        /** Only writes its files, for a process of its own. */
        public void write() {
            try {
                copyRoutes(Path.of("routes"), directory.resolve("routes"));
                StringBuilder properties = new StringBuilder();
                settings.forEach((name, value) ->
                        properties.append(name).append('=').append(value).append('\n'));
                Files.writeString(directory.resolve("application.properties"), properties);
                if (!pools.isEmpty()) {
                    Files.writeString(directory.resolve("routes/providers.camel.yaml"), providers);
                    Files.writeString(directory.resolve("routes/pools.camel.yaml"), poolRoutes());
                }
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Path path = directory.resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.writeString(path, file.getValue());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String poolRoutes() {
            StringBuilder routes = new StringBuilder();
            pools.forEach((name, targets) -> {
                routes.append("- route:\n    id: pool-").append(name);
                routes.append("\n    from:\n      uri: direct:pool-").append(name);
                routes.append("\n      steps:\n        - loadBalance:\n            failoverLoadBalancer:\n");
                routes.append(
                        "              exception: [ io.serai.provider.TargetFailedException ]\n            steps:\n");
                for (String target : targets.isEmpty() ? List.of("demo/echo") : targets) {
                    routes.append("              - to: llm:").append(target).append('\n');
                }
            });
            return routes.toString();
        }

        private static void copyRoutes(Path from, Path to) throws IOException {
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Path copy = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }
}
