package io.serai.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets into the operator's page, by which session, and what it may do there. */
class PageAccessTest {
    private static final String CLIENT = "client-key-of-a-shop";
    private static final String ADMIN = "admin-key-of-the-house";
    private static final String VIEWER = "viewer-key-on-the-wall";

    /** What no browser may see. */
    private static final String CANARY = "vendor-secret-canary-4711";

    private static final String[] OWN = {"x-serai-page", "act"};

    @TempDir
    static Path directory;

    private static HealthyVendor vendor;
    private static RunningSerai serai;

    @BeforeAll
    static void start() throws Exception {
        vendor = new HealthyVendor("v");
        serai = RunningSerai.in(directory)
                .with("serai.http.keys", CLIENT)
                .with("serai.admin.keys", ADMIN)
                .with("serai.admin.viewers", VIEWER)
                .with("serai.admin.edit", "true")
                .provider("v", vendor, "keys", CANARY, "limits", "100/min")
                .pool("light", "v/small")
                .start();
    }

    @AfterAll
    static void stop() {
        serai.close();
        vendor.close();
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = serai.request(path)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> signIn(String key, String... headers) {
        return send("POST", "/admin/session", "{\"key\":\"" + key + "\"}", headers);
    }

    /** The cookie of a session for a key, as a browser sends it back. */
    private static String cookie(String key) {
        return signIn(key).headers().firstValue("set-cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private static String[] with(String cookie, String... more) {
        return Stream.concat(Stream.of("cookie", cookie), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void aBrowserGetsThePageAndAProgramGetsWhatItGotBefore() {
        HttpResponse<String> page = serai.get("/", "accept", "text/html,application/xhtml+xml");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("/ui/page.js");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(serai.get("/", "authorization", "Bearer " + CLIENT).body()).isEqualTo("Ollama is running");
    }

    @Test
    void filesAreAskedForOnceAndNoneBesidesThoseOfThePage() {
        HttpResponse<String> script = serai.get("/ui/page.js");
        String tag = script.headers().firstValue("etag").orElseThrow();
        assertThat(serai.get("/ui/page.js", "if-none-match", tag).statusCode()).isEqualTo(304);
        for (String path : List.of("/ui/", "/ui/../logback.xml", "/ui/..%2flogback.xml", "/ui/lib", "/ui/LICENSE")) {
            assertThat(serai.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void theCookieIsForThisServerAloneAndNoScriptReadsIt() {
        String cookie = signIn(ADMIN).headers().firstValue("set-cookie").orElseThrow();
        assertThat(cookie)
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/")
                .doesNotContain("Secure");
        assertThat(cookie.replaceFirst("[^=]*=", "").replaceFirst(";.*", ""))
                .hasSizeGreaterThan(30)
                .doesNotContain(ADMIN);
        String safe = signIn(ADMIN, "x-forwarded-proto", "https")
                .headers()
                .firstValue("set-cookie")
                .orElseThrow();
        assertThat(safe).startsWith("__Host-").contains("Secure");
    }

    @ParameterizedTest
    @CsvSource({
        // who, method, path, status
        "admin,  GET,    /admin/providers,             200",
        "admin,  POST,   /admin/routes/reload,         200",
        "admin,  GET,    /admin/requests,              200",
        "admin,  GET,    /admin/routes/files,          200",
        "admin,  GET,    /v1/key,                      200",
        "admin,  POST,   /v1/chat/completions,         401",
        "admin,  GET,    /admin/prompts,               401",
        "viewer, GET,    /admin/prompts,               401",
        "viewer, GET,    /admin/providers,             200",
        "viewer, GET,    /admin/keys,                  200",
        "viewer, GET,    /metrics,                     200",
        "viewer, POST,   /admin/routes/reload,         403",
        "viewer, POST,   /admin/keys,                  403",
        "viewer, DELETE, /admin/cache,                 403",
        "viewer, POST,   /admin/providers/v/wake,      403",
        "viewer, PUT,    /admin/routes/file?name=x,    403",
        "viewer, POST,   /v1/chat/completions,         401",
        "client, GET,    /v1/key,                      200",
        "client, GET,    /v1/models,                   200",
        "client, GET,    /admin/providers,             403",
        "client, GET,    /admin/requests,              403",
        "client, GET,    /admin/events,                403",
        "client, GET,    /admin/keys,                  403",
        "client, POST,   /admin/routes/reload,         403",
        "client, POST,   /v1/chat/completions,         401",
        "nobody, GET,    /admin/providers,             401",
        "nobody, GET,    /admin/events,                401",
        "nobody, GET,    /v1/key,                      401",
        "nobody, DELETE, /admin/session,               200",
    })
    void aSessionMayWhatItsKeyMayAndAsksNoModel(String who, String method, String path, int status) {
        String cookie = who.equals("nobody")
                ? "none=1"
                : cookie(Map.of("admin", ADMIN, "viewer", VIEWER, "client", CLIENT)
                        .getOrDefault(who, ""));
        String body = path.contains("chat") ? RunningSerai.chat("v/small", "hello", false) : "";
        assertThat(send(method, path, body, with(cookie, OWN)).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /admin/providers", "POST /admin/routes/reload", "GET /metrics", "GET /admin/prompts"})
    void aViewersKeyInAHeaderReadsOnly(String request) {
        String[] words = request.split(" ");
        int status = send(words[0], words[1], "", "authorization", "Bearer " + VIEWER)
                .statusCode();
        assertThat(status).isEqualTo(words[0].equals("GET") && !words[1].contains("prompts") ? 200 : 403);
        assertThat(send("POST", "/v1/chat/completions", "{}", "authorization", "Bearer " + VIEWER)
                        .statusCode())
                .isEqualTo(403);
    }

    static Stream<List<String>> others() {
        return Stream.of(
                List.of("POST"),
                List.of("POST", "origin", "http://localhost:5173", "x-serai-page", "act"),
                List.of("POST", "origin", "null", "x-serai-page", "act"),
                List.of("POST", "sec-fetch-site", "same-site", "x-serai-page", "act"),
                List.of("POST", "sec-fetch-site", "cross-site", "x-serai-page", "act"),
                List.of("GET", "origin", "https://evil.example"),
                List.of("GET", "sec-fetch-site", "same-site"),
                List.of("GET", "sec-fetch-site", "cross-site"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void aCookieThatAnotherPageHadSentOpensNothing(List<String> request) {
        String[] headers =
                with(cookie(ADMIN), request.subList(1, request.size()).toArray(String[]::new));
        String path = request.getFirst().equals("GET") ? "/admin/providers" : "/admin/routes/reload";
        HttpResponse<String> answer = send(request.getFirst(), path, "", headers);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("revision").doesNotContain("breaker");
    }

    @Test
    void noOtherPageSignsAnybodyIn() {
        assertThat(signIn(ADMIN, "origin", "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(signIn(ADMIN, "sec-fetch-site", "cross-site").statusCode()).isEqualTo(403);
    }

    @Test
    void whoSignsOutIsOutAtOnceWhateverTheBrowserKeeps() {
        String cookie = cookie(ADMIN);
        assertThat(send("DELETE", "/admin/session", "", with(cookie, OWN)).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/admin/providers", "", with(cookie)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aSessionEndsWithItsKey() {
        String[] admin = {"authorization", "Bearer " + ADMIN};
        HttpResponse<String> made = send("POST", "/admin/keys", "{\"id\":\"shortlived\"}", admin);
        assertThat(made.headers().firstValue("location")).hasValue("/admin/keys/shortlived");
        String cookie = cookie(made.body().replaceFirst("(?s).*\"key\":\"([^\"]+)\".*", "$1"));
        assertThat(send("GET", "/v1/key", "", with(cookie)).body()).contains("shortlived");
        send("POST", "/admin/keys/shortlived/off", "", admin);
        assertThat(send("GET", "/v1/key", "", with(cookie)).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"key\":7}", "[]", "key=x", "{\"key\":\" \"}"})
    void whatIsNoKeyIsRefused(String body) {
        assertThat(send("POST", "/admin/session", body).statusCode()).isEqualTo(400);
    }

    @Test
    void noAnswerThatThePageFetchesHoldsAKeyOrAHash() {
        send(
                "POST",
                "/v1/chat/completions",
                RunningSerai.chat("v/small", "what is a canary", false),
                "authorization",
                "Bearer " + CLIENT);
        send("POST", "/admin/keys", "{\"id\":\"shop\"}", "authorization", "Bearer " + ADMIN);
        String cookie = cookie(ADMIN);
        List<String> seen = new ArrayList<>();
        for (String path : List.of(
                "/admin/session",
                "/admin/providers",
                "/admin/requests",
                "/admin/keys?used=true",
                "/admin/keys/shop",
                "/admin/usage",
                "/admin/routes",
                "/admin/pipeline",
                "/admin/routes/files",
                "/admin/routes/file?name=routes/providers.camel.yaml",
                "/admin/cache",
                "/metrics",
                "/v1/key",
                "/v1/models")) {
            HttpResponse<String> answer = send("GET", path, "", with(cookie));
            seen.add(path + ' ' + answer.headers().map() + answer.body());
        }
        seen.add(send("POST", "/v1/route/explain", RunningSerai.chat("auto", "hi", false), with(cookie, OWN))
                .body());
        seen.add(send("POST", "/admin/providers/v/probe", "", with(cookie, OWN)).body());
        assertThat(seen).noneSatisfy(text -> assertThat(text).contains(CANARY));
        assertThat(seen)
                .noneSatisfy(text ->
                        assertThat(text).containsPattern("sha256:|" + ADMIN + '|' + CLIENT + "|what is a canary"));
        assertThat(String.join("", seen)).contains("[hidden key v#1]");
    }

    @Test
    void guessesAreHeldBackAndThenRefused() throws Exception {
        try (RunningSerai other = RunningSerai.in(directory.resolve("other"))
                .with("serai.admin.keys", ADMIN)
                .start()) {
            HttpClient client = HttpClient.newHttpClient();
            List<java.util.concurrent.CompletableFuture<HttpResponse<String>>> guesses = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                guesses.add(client.sendAsync(
                        other.request("/admin/session")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"guess-" + i + "\"}"))
                                .build(),
                        BodyHandlers.ofString()));
            }
            List<Integer> statuses =
                    guesses.stream().map(guess -> guess.join().statusCode()).toList();
            assertThat(statuses).contains(401, 429);
            HttpResponse<String> right = other.post("/admin/session", "{\"key\":\"" + ADMIN + "\"}");
            assertThat(right.statusCode()).isEqualTo(429);
            assertThat(right.headers().firstValue("retry-after")).isPresent();
            assertThat(other.get("/admin/providers", "authorization", "Bearer " + ADMIN)
                            .statusCode())
                    .as("a key in a header goes on working")
                    .isEqualTo(200);
        }
    }

    @Test
    void withoutKeysThisMachineNeedsNoSessionAndOthersGetNone() throws Exception {
        try (RunningSerai open = RunningSerai.in(directory.resolve("open")).start()) {
            assertThat(open.get("/admin/session").body())
                    .contains("\"role\":\"admin\"")
                    .contains("\"open\":true");
            assertThat(open.get("/admin/session", "x-forwarded-for", "192.0.2.1")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(open.get("/admin/events", "origin", "http://localhost:5173")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void itCanBeSwitchedOff() {
        assertThatCode(() -> {
                    try (RunningSerai off = RunningSerai.in(directory.resolve("off"))
                            .with("serai.admin.page", "false")
                            .start()) {
                        assertThat(off.get("/", "accept", "text/html").body()).isEqualTo("Ollama is running");
                        assertThat(off.get("/ui/page.js").statusCode()).isEqualTo(404);
                    }
                })
                .doesNotThrowAnyException();
    }
}
