package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.Catalog;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Ollama is, in the forms that {@code OLLAMA_HOST} takes: https://docs.ollama.com/faq. */
class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,                    http://127.0.0.1:11434",
        "0.0.0.0:9000,               http://127.0.0.1:9000",
        ":9000,                      http://127.0.0.1:9000",
        "host,                       http://host:11434",
        "host:9000,                  http://host:9000",
        "host/,                      http://host:11434",
        "[::1],                      http://[::1]:11434",
        "[::1]:9000,                 http://[::1]:9000",
        "http://host,                http://host",
        "http://host:80,             http://host:80",
        "http://host:11434/,         http://host:11434",
        "https://x.example,          https://x.example",
        "https://x.example/prefix,   https://x.example/prefix",
        "https://x.example/prefix/,  https://x.example/prefix"
    })
    void ollamasHost(String host, String root) {
        Catalog catalog = Catalog.shipped();

        assertThat(Addresses.of(host, catalog.vendor("ollama").orElseThrow())).isEqualTo(root + "/v1");
        assertThat(Addresses.of(host, catalog.vendor("ollama-native").orElseThrow()))
                .isEqualTo(root);
        assertThat(Addresses.of(root + "/v1", catalog.vendor("ollama").orElseThrow()))
                .isEqualTo(root + "/v1");
        assertThat(Addresses.of(root + "/v1/", catalog.vendor("ollama-native").orElseThrow()))
                .isEqualTo(root);
    }
}
