package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.catalog.Catalog;
import io.serai.chat.Call;
import io.serai.chat.ChatRequest;
import io.serai.chat.ClientWishes;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.chat.Role;
import io.serai.dialect.Trees;
import io.serai.dialect.openai.OpenAiClient;
import io.serai.provider.connection.PublicAddresses;
import io.serai.provider.key.KeyJournal;
import io.serai.provider.key.KeyOrder;
import io.serai.provider.refusal.Lessons;
import io.serai.quota.Ledger;
import io.serai.wire.Answer;
import io.serai.wire.FakeVendor;
import io.serai.wire.RecordedRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images from a server that answers by its path. */
class ImageFetcherTest {
    private static final ProviderState STATE =
            new ProviderStates(InstantSource.system(), name -> Ledger.NONE, KeyJournal.none(), Lessons.none()).of("p");

    private static final String GIF = "GIF89a and the rest";
    private static final String DATA = "data:image/gif;base64,R0lGODlhIGFuZCB0aGUgcmVzdA==";

    private final Server server = new Server();
    private final Watchdog watchdog = new Watchdog();
    private final Call call = Call.of(ClientWishes.NONE);

    /** A server of images and other things. */
    private static final class Server extends FakeVendor {
        @Override
        protected Answer answer(RecordedRequest request) {
            String path = request.path();
            return switch (path.split("[?]", 2)[0]) {
                case "/a.gif", "/b.gif" -> Answer.of(200, "image/gif", GIF);
                case "/unnamed" -> Answer.of(200, "application/octet-stream", GIF);
                case "/odd" -> Answer.of(200, "image/x-odd; q=1", "odd");
                case "/page" -> Answer.of(200, "text/html", "<html>");
                case "/svg" -> Answer.of(200, "image/svg+xml", "<svg/>");
                case "/empty" -> Answer.of(200, "image/png", "");
                case "/large" -> Answer.of(200, "image/gif", GIF + "x".repeat(2000));
                case "/3MiB" -> Answer.of(200, "image/gif", GIF + "x".repeat(3 << 20));
                case "/chunks" ->
                    Answer.of(200, "image/gif", GIF + "x".repeat(2000)).inChunks();
                case "/away" -> Answer.of(302, "text/plain", "").with("location", "/a.gif");
                case "/home" ->
                    Answer.of(302, "text/plain", "").with("location", "http://127.0.0.1:" + port() + "/a.gif");
                case "/file" -> Answer.of(302, "text/plain", "").with("location", "file:///etc/passwd");
                case "/port" -> to("http://127.0.0.1:99999/");
                case "/no-port" -> to("http://127.0.0.1:0/");
                case "/negative" -> to("http://127.0.0.1:-5/");
                case "/half" -> to("http://[::1");
                case "/blank" -> to("http://a b/");
                case "/hostless" -> to("http:///a.gif");
                case "/mail" -> to("mailto:x@y");
                case "/round" -> Answer.of(302, "text/plain", "").with("location", "/round?" + count());
                case "/slow" -> Answer.of(200, "image/gif", GIF).paced(Duration.ofSeconds(20), Duration.ZERO);
                case "/drip" -> Answer.of(200, "image/gif", GIF).unfinished(1, Answer.Ending.STALLED);
                case "/cut" -> Answer.of(200, "image/gif", GIF).unfinished(1, Answer.Ending.CUT);
                default -> Answer.of(404, "text/plain", "");
            };
        }

        private static Answer to(String location) {
            return Answer.of(302, "text/plain", "").with("location", location);
        }
    }

    @AfterEach
    void close() {
        server.close();
        watchdog.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a.gif", "/unnamed", "/away"})
    void anImageBecomesData(String path) {
        Message message = fetched(anywhere(), server.root() + path);

        assertThat(message.parts())
                .containsExactly(new Part.Text("see", false, Map.of()), new Part.Image(DATA, "low", Map.of()));
    }

    @Test
    void whatItIsCalledCountsWhereItsBytesSayNothing() {
        assertThat(((Part.Image) fetched(anywhere(), server.root() + "/odd")
                                .parts()
                                .get(1))
                        .url())
                .isEqualTo("data:image/x-odd;base64,b2Rk");
    }

    @Test
    void dataStaysAndNobodyIsAsked() {
        ChatRequest request = request(DATA);
        try (ImageFetcher fetcher = anywhere();
                VendorCall attempt = attempt()) {
            assertThat(fetcher.withData(request, attempt)).isSameAs(request);
        }
        assertThat(server.count()).isZero();
    }

    /** Small requests for large images would fill the heap, since each is counted by its own bytes only. */
    @Test
    void imagesTakeTheirShareOfTheMemoryUntilTheVendorIsAsked() {
        long before = Trees.held();
        for (int round = 0; round < 2; round++) {
            try (ImageFetcher fetcher = anywhere();
                    VendorCall attempt = attempt()) {
                var unused = fetcher.withData(request(server.root() + "/3MiB"), attempt);
                assertThat(Trees.held() - before).as("round " + round).isGreaterThanOrEqualTo(8 << 20);
            }
            assertThat(Trees.held()).isEqualTo(before);
        }
        assertThat(server.count()).isEqualTo(1);
    }

    @Test
    void anImageIsFetchedOnceForACall() {
        fetched(anywhere(), server.root() + "/a.gif");
        fetched(anywhere(), server.root() + "/a.gif");
        fetched(anywhere(), server.root() + "/b.gif");

        assertThat(server.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "/page, is no image",
        "/svg, is no image",
        "/empty, is no image",
        "/none, answers 404",
        "/large, more than",
        "/chunks, more than",
        "/file, cannot be reached",
        "/round, cannot be reached",
        "/port, cannot be reached",
        "/no-port, cannot be reached",
        "/negative, cannot be reached",
        "/half, cannot be reached",
        "/blank, cannot be reached",
        "/hostless, cannot be reached",
        "/mail, cannot be reached",
        "/cut, cannot be reached",
        "/slow, took longer",
        "/drip, took longer"
    })
    void anAddressThatGivesNoImageIsTheCallersMistake(String path, String why) {
        RejectedException error = refused(
                new ImageFetcher(SystemDefaultDnsResolver.INSTANCE, 1000, Duration.ofMillis(700)),
                server.root() + path);

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo("messages[1].content[1]");
        assertThat(error.reason())
                .contains("messages[1].content[1]")
                .contains(why)
                .doesNotContain("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/y.png", "file:///etc/passwd", "x.png", "http:", "http://[", "javascript:1", ""})
    void otherAddressesAreNone(String url) {
        assertThat(refused(anywhere(), url).reason()).contains("must be an http, https or data URL");
    }

    @Test
    void nobodyIsAskedOnAPrivateAddress() {
        for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0")) {
            String url =
                    "http://" + host + server.root().substring(server.root().lastIndexOf(':')) + "/a.gif";
            assertThat(refused(new ImageFetcher(false), url).reason()).contains("serai.images.private");
        }
        assertThat(server.connections()).isZero();
    }

    /** The first server is allowed, the one that it points to is not. */
    @Test
    void aRedirectIsCheckedLikeAFirstAddress() {
        ImageFetcher fetcher = new ImageFetcher(only("public.test"), 1000, Duration.ofSeconds(5));
        String url = server.root().replace("127.0.0.1", "public.test") + "/home";

        assertThat(refused(fetcher, url).reason()).contains("serai.images.private");
        assertThat(server.count()).isEqualTo(1);
    }

    /** A name that means another address the second time it is asked for gets no second time. */
    @Test
    void theAddressThatWasCheckedIsTheOneThatIsAsked() {
        AtomicInteger asked = new AtomicInteger();
        DnsResolver counting = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                asked.incrementAndGet();
                return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        fetched(
                new ImageFetcher(counting, 1000, Duration.ofSeconds(5)),
                server.root().replace("127.0.0.1", "nowhere.invalid") + "/a.gif");

        assertThat(asked).hasValue(1);
        assertThat(server.count()).isEqualTo(1);
    }

    private DnsResolver only(String name) {
        PublicAddresses others = new PublicAddresses();
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return host.equals(name)
                        ? new InetAddress[] {InetAddress.getByName("127.0.0.1")}
                        : others.resolve(host);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    private static ImageFetcher anywhere() {
        return new ImageFetcher(true);
    }

    private Message fetched(ImageFetcher fetcher, String url) {
        try (fetcher;
                VendorCall attempt = attempt()) {
            return fetcher.withData(request(url), attempt).messages().get(1);
        }
    }

    private RejectedException refused(ImageFetcher fetcher, String url) {
        return catchThrowableOfType(RejectedException.class, () -> fetched(fetcher, url));
    }

    private static ChatRequest request(String url) {
        return ChatRequest.ofPrompt("x")
                .withMessages(List.of(
                        Message.of(Role.SYSTEM, "s"),
                        new Message(
                                Role.USER,
                                List.of(new Part.Text("see", false, Map.of()), new Part.Image(url, "low", Map.of())),
                                List.of(),
                                Map.of())));
    }

    private VendorCall attempt() {
        Provider provider = new Provider(
                "p",
                Catalog.shipped().vendor("ollama-native").orElseThrow(),
                "",
                new OpenAiClient(),
                List.of(),
                KeyOrder.ROUND_ROBIN,
                List.of(),
                true,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                null,
                List.of(),
                STATE);
        return new VendorCall(call, provider, "m", "", watchdog);
    }
}
