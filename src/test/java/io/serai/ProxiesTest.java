package io.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private final Properties properties = new Properties();

    @Test
    void areTakenForEachSchemeWithTheirPassword() {
        Proxies.take(
                Map.of("HTTPS_PROXY", "http://me:a%40b+c@proxy.example:3128/", "http_proxy", "other.example"),
                properties);

        assertThat(properties)
                .isEqualTo(Map.of(
                        "https.proxyHost", "proxy.example",
                        "https.proxyPort", "3128",
                        "https.proxyUser", "me",
                        "https.proxyPassword", "a@b+c",
                        "http.proxyHost", "other.example",
                        "http.proxyPort", "80"));
    }

    @ParameterizedTest
    @CsvSource({
        "'.example.com, 10.1.2.3', localhost|127.*|[::1]|example.com|*.example.com|10.1.2.3|*.10.1.2.3",
        "example.com, localhost|127.*|[::1]|example.com|*.example.com",
        "*.example.com, localhost|127.*|[::1]|example.com|*.example.com",
        "*, localhost|127.*|[::1]|*",
    })
    void areNotAskedForSomeNamesAndNeverForThisMachine(String without, String patterns) {
        Proxies.take(Map.of("https_proxy", "proxy:1", "NO_PROXY", without), properties);

        assertThat(properties).containsEntry("http.nonProxyHosts", patterns);
    }

    @Test
    void yieldToJavasOwnProperties() {
        properties.setProperty("https.proxyHost", "mine");

        Proxies.take(Map.of("https_proxy", "proxy:1", "no_proxy", "example.com"), properties);

        assertThat(properties).isEqualTo(Map.of("https.proxyHost", "mine"));
    }

    @Test
    void areNoneWithoutTheVariables() {
        Proxies.take(Map.of("HTTPS_PROXY", " ", "NO_PROXY", "example.com"), properties);

        assertThat(properties).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://me:secret@proxy:1080",
                "http://",
                "http://me:secret@pro xy:1",
                "proxy:99999",
                "http://proxy:0"
            })
    void areRefusedWithoutTheirPassword(String value) {
        assertThatThrownBy(() -> Proxies.take(Map.of("HTTPS_PROXY", value), properties))
                .isInstanceOf(StartException.class)
                .hasMessage("The environment variable HTTPS_PROXY names no proxy of the form http://host:port");
    }
}
