package io.serai.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import io.serai.NodeModules;
import io.serai.RunningSerai;
import io.serai.demo.simulator.Scenario;
import io.serai.demo.simulator.Simulator;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator's page in a real Chromium, on the shipped routes with simulated vendors behind them. Skipped, and said so, where there is no
 * Chromium or no Node.js.
 */
@Tag("slow")
class PageInBrowserTest {
    private static final String ADMIN = "admin-key-of-the-house";
    private static final String VIEWER = "viewer-key-on-the-wall";
    private static final Path PICTURES = Path.of("target/page");
    private static final List<String> VIEWS = List.of("quotas", "live", "clients", "usage", "routes", "jobs");
    private static final String VENDORS = """
        seed: 1
        vendors:
          - name: groq
            port: 0
            dialect: openai
            headers: groq
            keys: [sim-groq-1, sim-groq-2]
            models: [llama-3.1-8b-instant, openai/gpt-oss-120b]
            latency: { first: 5ms, token: 1ms }
            length: { from: 5, to: 10 }
          - name: mistral
            port: 0
            dialect: openai
            keys: [sim-mistral-1]
            models: [codestral-latest, mistral-large-latest]
            latency: { first: 5ms, token: 1ms }
            length: { from: 5, to: 10 }
        """;

    private static final String JOBS = """
        {"jobs": [
          {"id": "batch_1", "name": "nightly.jsonl", "state": "in_progress", "total": 100, "done": 40, "failed": 2,
           "ratePerMinute": 30.5, "etaSeconds": 116, "tokens": 12345, "cost": 0.12, "reason": "",
           "created": "2026-11-30T08:00:00Z", "ended": null,
           "waitsUntil": null, "failures": [{"line": 7, "reason": "<b>no target</b>"}, {"line": 9, "reason": "429"}]},
          {"id": "batch_2", "name": "", "state": "completed", "total": 5, "done": 3, "failed": 2, "ratePerMinute": 0.0,
           "etaSeconds": null, "tokens": 20, "cost": 0, "reason": "", "failures": []}]}
        """;

    @TempDir
    static Path directory;

    private static Chromium chromium;
    private static Simulator vendors;
    private static RunningSerai serai;
    private static int asked;

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        String missing = NodeModules.missing();
        assumeTrue(missing.isEmpty(), missing);
        Optional<Chromium> started = Chromium.start();
        assumeTrue(started.isPresent(), "no Chromium: apt-get install chromium");
        chromium = started.get();
        Files.createDirectories(PICTURES);
        // The machine may have other things to do.
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        vendors = Simulator.start(Scenario.parse(VENDORS, "vendors.yaml"));
        serai = RunningSerai.in(directory)
                .with("serai.admin.keys", ADMIN)
                .with("serai.admin.viewers", VIEWER)
                .with("serai.admin.edit", "true")
                .with("serai.ledger.enabled", "true")
                .provider(
                        "groq",
                        vendors.url("groq") + "/v1",
                        "keys",
                        "sim-groq-1,sim-groq-2,sim-groq-dead",
                        "limits",
                        "30/min, 14400/day, 6000 tokens/min")
                .provider(
                        "mistral",
                        vendors.url("mistral") + "/v1",
                        "keys",
                        "sim-mistral-1",
                        "limits",
                        "60/min, 500000 tokens/min")
                .pool("light", "groq/llama-3.1-8b-instant", "mistral/mistral-large-latest")
                .pool("code", "mistral/codestral-latest", "groq/openai/gpt-oss-120b")
                .pool("heavy", "groq/openai/gpt-oss-120b", "mistral/mistral-large-latest")
                .start();
        for (String model : List.of("light", "code", "heavy", "light", "nothing-like-it", "code")) {
            ask(model);
        }
    }

    @AfterAll
    static void stop() {
        if (serai != null) {
            serai.close();
            vendors.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        visit(new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    private void visit(Browser.NewContextOptions options) {
        if (context != null) {
            context.close();
        }
        context = chromium.browser().newContext(options);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            // A refused sign-in or edit is what a test wants; Chromium complains of each status from 400 on.
            if (message.type().equals("error") && !message.text().contains("status of 4")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> {
            if (!request.url().startsWith(serai.uri("/").toString())
                    && !request.url().startsWith("data:")) {
                elsewhere.add(request.url());
            }
        });
    }

    @AfterEach
    void nothingIsLoadedFromElsewhereAndNothingIsComplainedOf() {
        context.close();
        assertThat(elsewhere).isEmpty();
        assertThat(complaints).isEmpty();
    }

    private static HttpResponse<String> ask(String model, String... headers) {
        return serai.post("/v1/chat/completions", RunningSerai.chat(model, "question " + asked++, false), headers);
    }

    private void signIn(String key) {
        page.navigate(serai.uri("/").toString());
        page.getByLabel("Key").fill(key);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        assertThat(heading("Quotas")).isVisible();
    }

    private Locator heading(String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setLevel(1));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void look(String view) {
        page.navigate(serai.uri("/#" + view).toString());
        page.locator("main h1").waitFor();
        assertThat(page.locator("main [aria-busy=true]")).hasCount(0);
    }

    private Locator article(String name) {
        return page.locator("article[aria-label=\"" + name + "\"]");
    }

    @Test
    void aWrongKeyIsRefusedAndARightOneShowsWhatIsLeft() {
        page.navigate(serai.uri("/").toString());
        page.getByLabel("Key").fill("wrong");
        button("Sign in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("No key of this Serai");
        signIn(ADMIN);
        assertThat(article("groq")).containsText("30/min");
        assertThat(article("groq").getByRole(AriaRole.PROGRESSBAR).first()).isVisible();
        assertThat(page.content()).doesNotContain("sim-groq-1").doesNotContain(ADMIN);
    }

    @Test
    void aKeyThatRestsIsShownWithoutReloadAndWakes() {
        signIn(ADMIN);
        Locator mistral = article("mistral");
        mistral.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions()
                                .setName("Rest 10 min mistral")
                                .setExact(true))
                .click();
        assertThat(mistral).containsText("an operator lets it rest");
        // Somebody else wakes it.
        serai.post("/admin/providers/mistral/wake", "", "authorization", "Bearer " + ADMIN);
        assertThat(mistral).not().containsText("an operator lets it rest");
        mistral.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Probe mistral"))
                .click();
        assertThat(mistral.getByRole(AriaRole.STATUS)).containsText("mistral#1: 200");
    }

    @Test
    void aRequestAppearsWhileOneLooksWithItsTrailAndItsExplanation() {
        signIn(ADMIN);
        look("live");
        ask("groq/llama-3.1-8b-instant");
        Locator row = page.locator("tbody tr").first();
        assertThat(row).containsText("groq/llama-3.1-8b-instant");
        row.getByRole(AriaRole.BUTTON).click();
        assertThat(page.locator("td.inner")).containsText("It answered.");
        button("Explain what it would do now").click();
        assertThat(page.locator("td.inner")).containsText("Quota left");
        ask("mistral/mistral-large-latest");
        assertThat(row).containsText("mistral/mistral-large-latest");
        assertThat(page.locator("td.inner")).containsText("Quota left");
        button("Pause").click();
        String before = row.innerText();
        ask("mistral/codestral-latest");
        page.waitForTimeout(1200);
        assertThat(row.innerText()).isEqualTo(before);
        button("Go on").click();
        assertThat(row).containsText("mistral/codestral-latest");
        page.getByRole(AriaRole.SEARCHBOX).fill("nothing-like-it");
        assertThat(page.locator("tbody tr").first()).containsText("404");
    }

    @Test
    void aKeyIsMadeShownOnceUsedAndSwitchedOff() {
        signIn(ADMIN);
        look("clients");
        button("New key").click();
        page.locator("input[name=id]").fill("shop");
        page.locator("input[name=limits]").fill("100/day, $5/month");
        page.locator("textarea[name=said]").fill("Be brief.");
        button("Create").click();
        String key = page.locator("#secret").innerText();
        assertThat(key).startsWith("sk-serai-shop-");
        assertThat(ask("light", "authorization", "Bearer " + key).statusCode()).isEqualTo(200);
        assertThat(article("shop")).containsText("1 / 100");
        button("Close").click();
        page.reload();
        assertThat(article("shop")).isVisible();
        assertThat(page.content()).doesNotContain(key);
        assertThat(article("shop")).containsText("Be brief. (before the client's own)");
        button("Edit shop").click();
        page.locator("textarea[name=said]").fill("Be very brief.");
        page.locator("select[name=mode]").selectOption("append");
        page.locator("input[name=models]").fill("-");
        button("Save").click();
        assertThat(article("shop")).containsText("Be very brief. (behind the client's own)");
        assertThat(article("shop")).containsText("Models: none");
        button("Switch off shop").click();
        assertThat(article("shop")).containsText("off");
        assertThat(ask("light", "authorization", "Bearer " + key).statusCode()).isEqualTo(401);
        // With client keys everybody needs one: the other tests go on without.
        button("Delete shop").click();
        button("Delete").click();
        assertThat(article("shop")).hasCount(0);
    }

    @Test
    void usageHasAChartATableAndAFile() {
        signIn(ADMIN);
        look("usage");
        assertThat(page.locator(".chart canvas")).isVisible();
        assertThat(page.locator("main table")).containsText("codestral-latest");
        assertThat(page.locator("main .facts")).containsText("Cost of failed attempts");
        String csv = page.waitForDownload(() -> page.getByText("CSV").click()).suggestedFilename();
        assertThat(csv).isEqualTo("usage.csv");
    }

    @Test
    void thePictureShowsWhatRunsAndWhereItStands() {
        signIn(ADMIN);
        look("routes");
        Locator box = page.locator(".picture a[aria-label^='pool-code,']");
        assertThat(box).isVisible();
        assertThat(page.locator(".picture path.used").first()).isAttached();
        page.locator(".picture a[aria-label^='groq, routes/providers.camel.yaml:']")
                .click();
        assertThat(article("groq")).containsText("routes/providers.camel.yaml:");
        box.focus();
        page.keyboard().press("Enter");
        button("Open in the edit box").click();
        assertThat(page.locator("textarea")).isFocused();
    }

    @Test
    void aWrongEditShowsItsLineAndARightOneServes() throws Exception {
        signIn(ADMIN);
        look("routes");
        Locator box = page.locator("textarea");
        assertThat(box).hasValue(Pattern.compile("pool-code"));
        String text = box.inputValue();
        box.fill(text.replace("llm:mistral/codestral-latest", "llm:mistal/codestral-latest"));
        Locator section = page.locator("section[aria-label='Pools and providers']");
        assertThat(section.locator("li.bad")).containsText("did you mean 'mistral'");
        assertThat(section.locator("li.bad button")).hasText(Pattern.compile("routes/pools.camel.yaml:\\d+"));
        assertThat(section.locator(".diff del")).containsText("llm:mistral/codestral-latest");
        assertThat(button("Save")).isDisabled();
        Path file = directory.resolve("routes/pools.camel.yaml");
        assertThat(file).hasContent(text);
        box.fill(text.replace("llm:mistral/codestral-latest", "llm:mistral/mistral-large-latest"));
        assertThat(section).containsText("Nothing is wrong.");
        button("Save").click();
        assertThat(section.getByRole(AriaRole.STATUS).last()).containsText("serves");
        assertThat(Files.readString(file)).contains("llm:mistral/mistral-large-latest");
        button("Roll back").click();
        assertThat(page.locator("main table")).containsText("Revision");
    }

    @Test
    void anEditThatSomebodyElseSavesWrongIsShownWithoutReload() throws Exception {
        signIn(ADMIN);
        look("routes");
        Path file = directory.resolve("routes/wrong.camel.yaml");
        Files.writeString(file, "- rout:\n    id: x\n");
        assertThat(page.locator(".note.bad")).containsText("routes/wrong.camel.yaml:1");
        Files.delete(file);
        assertThat(page.locator(".note.bad")).hasCount(0);
    }

    @Test
    void aViewerSeesAndChangesNothing() {
        signIn(VIEWER);
        assertThat(article("groq")).isVisible();
        assertThat(page.locator("main").getByRole(AriaRole.BUTTON)).hasCount(0);
        look("routes");
        assertThat(button("Reload")).hasCount(0);
        assertThat(page.locator("textarea")).hasCount(0);
    }

    @Test
    void aKeyHolderSeesTheOwnKeyAlone() {
        HttpResponse<String> made = serai.post(
                "/admin/keys", "{\"id\":\"holder\",\"limits\":\"50/day\"}", "authorization", "Bearer " + ADMIN);
        String key = made.body().replaceFirst("(?s).*\"key\":\"([^\"]+)\".*", "$1");
        page.navigate(serai.uri("/").toString());
        page.getByLabel("Key").fill(key);
        button("Sign in").click();
        assertThat(heading("My key")).isVisible();
        assertThat(page.locator("main")).containsText("50/day");
        assertThat(page.locator("nav a")).hasCount(1);
        assertThat(page.evaluate(
                        "async () => (await fetch('/admin/providers', {headers: {'x-serai-page': 'act'}})).status"))
                .isEqualTo(403);
        axe("my-key");
        picture("my-key");
        // Switching the key off ends the session.
        serai.post("/admin/keys/holder/off", "", "authorization", "Bearer " + ADMIN);
        assertThat(heading("Sign in")).isVisible();
        assertThat(serai.uri("/")).isNotNull();
        HttpResponse<String> gone =
                serai.post("/key/delete", "{\"keys\":[\"holder\"]}", "authorization", "Bearer " + ADMIN);
        assertThat(gone.statusCode()).as(gone.body()).isEqualTo(200);
    }

    @Test
    void whoSignsOutElsewhereIsSignedOutHere() {
        signIn(ADMIN);
        Page second = context.newPage();
        second.navigate(serai.uri("/").toString());
        second.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(heading("Sign in")).isVisible();
        assertThat(page.content()).doesNotContain("14400/day");
    }

    @Test
    void aPageOfAnotherOriginGetsNothingAndShowsItInNoFrame() throws Exception {
        signIn(ADMIN);
        HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        other.createContext("/", exchange -> {
            byte[] text = "<!doctype html><title>Other</title><p>other".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "text/html");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        other.start();
        try {
            // The same host with another port: a browser sends the cookie of one to the other.
            Page foreign = context.newPage();
            foreign.navigate("http://127.0.0.1:" + other.getAddress().getPort() + "/");
            String serai = PageInBrowserTest.serai.uri("").toString();
            int before = PageInBrowserTest.serai.serai().revisions().current().number();
            for (String attempt : List.of(
                    "fetch('%s/admin/providers', {credentials: 'include'}).then(a => a.text())",
                    "fetch('%s/admin/session', {credentials: 'include'}).then(a => a.text())",
                    "fetch('%s/admin/routes/reload', {method: 'POST', credentials: 'include'}).then(a => a.text())",
                    "fetch('%s/admin/routes/reload', {method: 'POST', credentials: 'include', mode: 'no-cors'}).then(a"
                            + " => a.text())",
                    "fetch('%s/admin/routes/reload', {method: 'POST', credentials: 'include', headers:"
                            + " {'x-serai-page': 'act'}}).then(a => a.text())",
                    "new Promise(done => { const s = new EventSource('%s/admin/events', {withCredentials: true});"
                            + " s.onmessage = e => done(e.data); s.onerror = () => done(''); })")) {
                Object got = foreign.evaluate("async () => { try { return await " + attempt.formatted(serai)
                        + " } catch (e) { return '' } }");
                assertThat(String.valueOf(got)).as(attempt).isEmpty();
            }
            assertThat(PageInBrowserTest.serai.serai().revisions().current().number())
                    .isEqualTo(before);
            foreign.evaluate(
                    "url => { const f = document.createElement('iframe'); f.src = url; document.body.append(f); }",
                    serai + "/");
            foreign.waitForTimeout(500);
            assertThat(foreign.frames().stream()
                            .map(frame -> String.valueOf(frame.title()))
                            .toList())
                    .doesNotContain("Serai");
        } finally {
            other.stop(0);
            page.bringToFront();
        }
    }

    @Test
    void theFirstViewWeighsLittle() {
        signIn(ADMIN);
        assertThat(article("groq")).isVisible();
        Number bytes = (Number) page.evaluate("() => performance.getEntriesByType('resource').filter(e =>"
                + " e.name.includes('/ui/')).reduce((n, e) => n + e.encodedBodySize, 0)");
        assertThat(bytes.intValue()).isBetween(10_000, 60_000);
    }

    @Test
    void jobsShowTheirProgressAndWhatFailed() {
        signIn(ADMIN);
        List<String> pressed = new CopyOnWriteArrayList<>();
        page.route("**/admin/jobs**", route -> {
            if (route.request().method().equals("POST")) {
                pressed.add(route.request().url().replaceFirst(".*/admin", "/admin"));
            }
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(JOBS));
        });
        look("jobs");
        Locator runs = article("nightly.jsonl");
        assertThat(runs).containsText("40 / 100");
        assertThat(runs).containsText("<b>no target</b>");
        assertThat(runs.getByRole(AriaRole.PROGRESSBAR)).hasAttribute("value", "42");
        runs.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pause"))
                .click();
        article("batch_2")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Replay"))
                .click();
        assertThat(page.getByText("Done.")).isVisible();
        assertThat(pressed).containsExactly("/admin/jobs/batch_1/pause", "/admin/jobs/batch_2/replay");
        axe("jobs");
        picture("jobs-running");
    }

    @Test
    void aBatchIsThereWithWhatFailedInIt() {
        String line =
                "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"of"
                        + " a batch\"}]}}";
        String lines = line.formatted("good", "light") + '\n' + line.formatted("bad", "no-such-model");
        String form = "--b\r\n"
                + "Content-Disposition: form-data; name=\"purpose\"\r\n\r\n"
                + "batch\r\n"
                + "--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"real.jsonl\"\r\n"
                + "Content-Type: application/jsonl\r\n\r\n" + lines
                + "\r\n--b--\r\n";
        HttpResponse<String> file = serai.post("/v1/files", form, "content-type", "multipart/form-data; boundary=b");
        String id = file.body().replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
        HttpResponse<String> batch = serai.post(
                "/v1/batches",
                "{\"input_file_id\":\"" + id
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}",
                "content-type",
                "application/json");
        assertThat(batch.statusCode()).as(file.body() + batch.body()).isEqualTo(200);
        signIn(ADMIN);
        look("jobs");
        Locator job = page.locator("main article").first();
        assertThat(job).containsText("1 / 2");
        assertThat(job).containsText("Failed: 1");
        job.locator("summary").click();
        assertThat(job.locator("tbody tr")).containsText("no-such-model");
        axe("a batch");
        picture("jobs");
    }

    @Test
    void itSpeaksChinese() {
        signIn(ADMIN);
        page.getByLabel("Language").selectOption("zh");
        assertThat(heading("配额")).isVisible();
        assertThat(page.locator("html")).hasAttribute("lang", "zh");
        for (String view : VIEWS) {
            look(view);
            picture(view + "-zh");
        }
        page.reload();
        assertThat(page.locator("html")).hasAttribute("lang", "zh");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void nothingStandsInTheWayOfThoseWhoSeeOrPointLittle(ColorScheme scheme) throws Exception {
        visit(new Browser.NewContextOptions().setViewportSize(1280, 900).setColorScheme(scheme));
        page.navigate(serai.uri("/").toString());
        page.getByLabel("Key").waitFor();
        axe("sign-in");
        signIn(ADMIN);
        for (String view : VIEWS) {
            look(view);
            if (view.equals("routes")) {
                for (String pool : List.of("light", "light", "code", "heavy", "light")) {
                    ask(pool);
                }
                assertThat(page.locator(".picture text.count").last()).isVisible();
            }
            if (view.equals("usage")) {
                page.locator(".chart canvas").waitFor();
            }
            axe(view + ' ' + scheme);
            picture(view + '-' + scheme.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 320})
    void onAPhoneNothingIsWiderThanTheScreen(int width) {
        visit(new Browser.NewContextOptions().setViewportSize(width, 800));
        signIn(ADMIN);
        for (String view : VIEWS) {
            look(view);
            assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth"))
                    .as(view)
                    .isLessThanOrEqualTo(width);
        }
        picture("phone");
    }

    @Test
    void everythingIsReachedByKeyboard() {
        signIn(ADMIN);
        page.keyboard().press("Tab");
        List<Object> reached = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            reached.add(page.evaluate("() => (document.activeElement.getAttribute('aria-label') ?? '') +"
                    + " document.activeElement.textContent"));
            page.keyboard().press("Tab");
        }
        assertThat(reached.toString())
                .contains("Live")
                .contains("Routes")
                .contains("Sign out")
                .contains("Probe groq");
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    private void axe(String what) {
        try {
            page.evaluate(Files.readString(NodeModules.FOLDER.resolve("node_modules/axe-core/axe.min.js")));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Object violations = page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' +"
                + " v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' ' + n.failureSummary).join(' | '))");
        assertThat((List<?>) violations).as(what).isEmpty();
    }
}
