package io.serai.soak;

import io.serai.RunningSerai;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** A client that asks a {@link FuzzedVendor}, in any dialect, and looks at what Serai makes of its answers. */
final class HostileVendors {
    private static final List<String> DIALECTS =
            FuzzedVendor.VENDORS.keySet().stream().sorted().toList();

    private final URI serai;
    private final String admin;
    private final Judge judge;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    /** @param admin a key that may wake providers */
    HostileVendors(URI serai, String admin, Judge judge) {
        this.serai = serai;
        this.admin = admin;
        this.judge = judge;
    }

    /** Adds a provider of each dialect. */
    static void addTo(RunningSerai.Setup setup, FuzzedVendor vendor) {
        for (String dialect : DIALECTS) {
            setup.provider(
                    dialect + "-fuzz",
                    vendor.url(dialect),
                    "vendor",
                    Objects.requireNonNull(FuzzedVendor.VENDORS.get(dialect)),
                    "keys",
                    "vk-secret-" + dialect,
                    "limits",
                    "1000000/min",
                    "discover",
                    "false",
                    "firstByteTimeout",
                    "2s",
                    "idleTimeout",
                    "2s",
                    "openFor",
                    "100ms");
        }
    }

    Map<String, LongAdder> counts() {
        return counts;
    }

    void once(Random random) throws IOException {
        String dialect = DIALECTS.get(random.nextInt(DIALECTS.size()));
        try {
            // What the answers before have said of the provider would else keep calls from it.
            var unused = http.send(
                    request("/admin/providers/" + dialect + "-fuzz/wake", new byte[0])
                            .header("authorization", "Bearer " + admin)
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            String model = dialect + "-fuzz/m";
            String prompt = "seed " + (random.nextLong() >>> 8);
            boolean stream = random.nextBoolean();
            String chat = RunningSerai.chat(model, prompt, stream).replace("{\"model\"", "{\"max_tokens\":9,\"model\"");
            HttpRequest request = switch (random.nextInt(5)) {
                case 0 -> request("/v1/messages", chat).build();
                case 1 -> request("/api/chat", chat).build();
                case 2 ->
                    request(
                                    "/v1/responses",
                                    chat.replace("\"messages\"", "\"input\"")
                                            .replace("max_tokens", "max_output_tokens"))
                            .build();
                case 3 ->
                    request(
                                    "/v1beta/models/" + model
                                            + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
                                    "{\"contents\":[{\"parts\":[{\"text\":\"" + prompt + "\"}]}]}")
                            .build();
                default -> request("/v1/chat/completions", chat).build();
            };
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            counts.computeIfAbsent(dialect + ' ' + answer.statusCode(), name -> new LongAdder())
                    .increment();
            String text = answer.headers().map() + new String(answer.body(), StandardCharsets.UTF_8);
            String wrong = judge.ofAnswer(answer.statusCode(), text);
            if (!wrong.isEmpty()) {
                throw new IOException(request.uri() + " " + prompt + ": " + wrong + "\n" + answer.statusCode() + ' '
                        + text.substring(0, Math.min(4_000, text.length())));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private HttpRequest.Builder request(String path, String body) {
        return request(path, body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder request(String path, byte[] body) {
        return HttpRequest.newBuilder(serai.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .header("cache-control", "no-store")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }
}
