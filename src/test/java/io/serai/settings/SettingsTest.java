package io.serai.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting is checked alike wherever it is set, and the document has the table of the code. */
class SettingsTest {
    private static final String NO_BROKER =
            "must be an address such as tcp://host:61616, or several as" + " (tcp://one:61616,tcp://other:61616), not ";

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments("serai.http.wait", "5", "must be a time such as 500ms, 15s or 10m, not '5'"),
                arguments("serai.http.wait", "PT6S", "must be a time such as 500ms, 15s or 10m, not 'PT6S'"),
                arguments("serai.http.port", "80800", "must be a port, 0 to 65535, not '80800'"),
                arguments("serai.http.host", "a host", "must be a host name or an address, not 'a host'"),
                arguments("serai.http.host", "localhost:80", "must be a host name or an address, not 'localhost:80'"),
                arguments("serai.http.host", "127.0.0.1:80", "must be a host name or an address, not '127.0.0.1:80'"),
                arguments("serai.http.body-limit", "much", "must be a size such as 32MiB, not 'much'"),
                arguments("serai.cache.size", "9999999999999g", "must be a size such as 32MiB, not '9999999999999g'"),
                arguments("serai.images.private", "yes", "must be true or false, not 'yes'"),
                arguments("serai.log.requests", "jsn", "must be text, json or off, not 'jsn'"),
                arguments(
                        "serai.broker.listen",
                        "61616",
                        "must be an address such as tcp://127.0.0.1:61616, not '61616'"),
                arguments(
                        "serai.broker.listen",
                        "http://127.0.0.1:61616",
                        "must be an address such as tcp://127.0.0.1:61616, not 'http://127.0.0.1:61616'"),
                arguments(
                        "serai.broker.listen",
                        "tcp://127.0.0.1:99999",
                        "must be an address such as tcp://127.0.0.1:61616, not 'tcp://127.0.0.1:99999'"),
                arguments(
                        "serai.store.url",
                        "mysql://host/serai",
                        "must be an address such as jdbc:postgresql://host/serai, or one that begins with jdbc:h2:, not"
                                + " 'mysql://host/serai'"),
                arguments("serai.broker.url", "host:61616", NO_BROKER + "'host:61616'"),
                arguments(
                        "serai.broker.url",
                        "(tcp://one:61616,tcp://other:99999)",
                        NO_BROKER + "'(tcp://one:61616,tcp://other:99999)'"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongValueIsRefusedAtItsSource(String name, String value, String mistake) {
        String variable = KnownSettings.of(name).variable();
        assertThat(mistakes("# first\n" + name + " = " + value, Overrides.NONE))
                .containsExactly("application.properties:2 " + name + ' ' + mistake);
        assertThat(mistakes("", new Overrides(Map.of(variable, value), Map.of())))
                .containsExactly(variable + ' ' + mistake);
        assertThat(mistakes("", new Overrides(Map.of(), Map.of(name, value))))
                .containsExactly("-D" + name + ' ' + mistake);
    }

    @Test
    void anOverriddenValueDoesNoHarm() {
        assertThat(mistakes("serai.http.port = x", new Overrides(Map.of("SERAI_HTTP_PORT", "81"), Map.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "0.0.0.0",
                "::",
                "::1",
                "[::1]",
                "fe80::1%eth0",
                "::ffff:127.0.0.1",
                "my_host-1.example"
            })
    void whatCanBeListenedAtIsAHost(String host) {
        assertThat(Kind.HOST.mistake(host)).isEmpty();
    }

    @Test
    void noPasswordStandsInAMistake() {
        assertThat(Kind.STORE.mistake("mysql://me:secret@host/db?password=secret&x=1"))
                .get()
                .asString()
                .contains("x=1")
                .doesNotContain("secret");
    }

    @Test
    void optionsTakePrecedenceOverVariablesOverTheFile() {
        byte[] file = bytes("\uFEFFserai.http.port = 1");
        Overrides both = new Overrides(Map.of("SERAI_HTTP_PORT", "2"), Map.of("serai.http.port", "3"));
        assertThat(Settings.read(file, Overrides.NONE).port("serai.http.port")).isEqualTo(1);
        assertThat(Settings.read(file, new Overrides(Map.of("SERAI_HTTP_PORT", "2"), Map.of()))
                        .port("serai.http.port"))
                .isEqualTo(2);
        assertThat(Settings.read(file, both).port("serai.http.port")).isEqualTo(3);
    }

    @Test
    void aBlankValueIsTheDefault() {
        assertThat(Settings.read(bytes("serai.http.port ="), Overrides.NONE).port("serai.http.port"))
                .isEqualTo(8080);
    }

    /** A compose file sets it where nobody has given a value; the keys of the file stay. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankVariableSaysNothing(String blank) {
        Overrides variables = new Overrides(Map.of("SERAI_HTTP_KEYS", blank, "SERAI_HTTP_PORT", blank), Map.of());

        Settings settings = Settings.read(bytes("serai.http.port = 9\nserai.http.keys = one, two"), variables);

        assertThat(settings.list("serai.http.keys")).containsExactly("one", "two");
        assertThat(settings.port("serai.http.port")).isEqualTo(9);
        assertThat(mistakes("serai.http.port = 9", variables)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999d", "999999999h", "999999999d999999999h", "999999999999999"})
    void anEverSoLongTimeIsANumberOfNanoseconds(String text) {
        assertThat(Kind.time(text).toNanos()).isPositive();
        if (text.endsWith("d") || text.endsWith("h")) {
            assertThat(Kind.duration(text).multipliedBy(2).toNanos()).isPositive();
        }
    }

    @Test
    void everyDefaultFitsItsKind() {
        assertThat(KnownSettings.ALL)
                .allSatisfy(setting ->
                        assertThat(setting.kind().mistake(setting.otherwise())).isEmpty());
    }

    static Stream<Arguments> names() {
        return Stream.of(
                arguments("SERAI_HTTP_PROT", "SERAI_HTTP_PORT"),
                arguments("SERAI_HTTP_BODYLIMIT", "SERAI_HTTP_BODY_LIMIT"),
                arguments("SERAI_WAIT", ""),
                arguments("SERAI_HTTP_SERVICE_HOST", null),
                arguments("SERAI_PORT_8080_TCP_ADDR", null),
                arguments("SERAI_PORT", null),
                arguments("SERAI_JAVA_OPTIONS", null),
                arguments("SERAI_MINE", null),
                arguments("OTHER_HTTP_PROT", null));
    }

    /** The hint is that of the check; here it is only which names it may choose from. */
    @ParameterizedTest
    @MethodSource("names")
    void anUnknownVariableIsReportedUnlessARouteOrKubernetesKnowsIt(String name, String known) {
        List<Mistake> mistakes = new Overrides(Map.of(name, "1"), Map.of())
                .mistakes("SERAI_MINE"::equals, (it, all) -> all.contains(known) ? " " + known : "");
        if (known == null) {
            assertThat(mistakes).isEmpty();
        } else {
            assertThat(mistakes).singleElement().satisfies(it -> {
                assertThat(it.toString()).isEqualTo((name + " is no setting " + known).strip());
                assertThat(it.fatal()).isFalse();
            });
        }
    }

    @Test
    void nothingListensForEverybodyWithoutKeys() {
        assertThat(mistakes("\nserai.http.host = 0.0.0.0", Overrides.NONE))
                .containsExactly("application.properties:2 serai.http.host=0.0.0.0 can be reached from outside; set"
                        + " serai.http.keys to the keys that clients must show, make client keys (clients.yaml or 'serai"
                        + " key create'), or use 127.0.0.1");
        assertThat(mistakes("serai.broker.listen = tcp://0.0.0.0:61616", Overrides.NONE))
                .singleElement()
                .asString()
                .startsWith("application.properties:1 serai.broker.listen=tcp://0.0.0.0:61616 can be reached");
        Overrides open = new Overrides(Map.of("SERAI_HTTP_HOST", "0.0.0.0"), Map.of());
        assertThat(mistakes("serai.http.keys = 8f3a9c1d7e5b2046", open)).isEmpty();
        assertThat(mistakes("serai.http.keys = 8f3a9c1d7e5b2046, a", open))
                .singleElement()
                .asString()
                .startsWith("application.properties:1 serai.http.keys has a key of fewer than 16 characters");
    }

    @Test
    void theDocumentHasTheTable() throws IOException {
        String document = Files.readString(Path.of("docs/settings.md"));
        List<String> rows =
                document.lines().filter(line -> line.startsWith("| `serai.")).toList();
        assertThat(rows)
                .as("docs/settings.md has the rows of KnownSettings, in its order")
                .containsExactlyElementsOf(
                        KnownSettings.ALL.stream().map(Setting::row).toList());
    }

    private static List<String> mistakes(String file, Overrides overrides) {
        return Settings.read(bytes(file), overrides).mistakes(false).stream()
                .map(Mistake::toString)
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
